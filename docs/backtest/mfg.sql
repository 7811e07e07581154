-- Ten years of a retailer: the file has neither pay nor levels; managers are level 2, head office above them level 3, and pay
-- is a made-up constant per level, so that only headcount and exits can be compared.
select distinct on (STATUS_YEAR, EmployeeID)
    STATUS_YEAR as census_year,
    EmployeeID as employee_id,
    orighiredate_key as hire_date,
    birthdate_key as birth_date,
    job_title,
    case
        when regexp_matches(job_title, '(?i)^(ceo|vp|chief|director|legal counsel)') then 3
        when BUSINESS_UNIT = 'HEADOFFICE' or job_title like '%Manager' then 2
        else 1
    end as level_id,
    20000 + 20000 * level_id as current_compensation
from read_csv(getvariable('panel'))
where STATUS = 'ACTIVE'
order by STATUS_YEAR, EmployeeID
