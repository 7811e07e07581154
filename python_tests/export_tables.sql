create table fct_plan as
select if(range % 2 = 0, 'b''s', 'a') as scenario_id, (2025 + range // 2 % 3)::smallint as simulation_year,
    range as headcount, (range / 7)::decimal(12, 2) as payroll_paid, range / 10.0::double as separation_rate,
    range * 1.5::double as mean
from range(3000);
create table fct_people as select 'E1' as employee_id, 'a' as scenario_id;
create table simulation_config as
select unnest(['b''s', 'a']) as scenario_id, 'random_seed' as parameter_name, '42' as parameter_value;
create table run_history as from (values ('old', timestamp '2026-01-01'), ('new', timestamp '2026-02-03 04:05:06'))
    as r (run_id, started_at);
create table odd (
    digits decimal(38, 10), whole bigint, text varchar, day date, moment timestamp, real double,
    flag boolean, list integer[], pair struct(a integer, b varchar), span interval, bytes blob
);
insert into odd values
    (1234567890123456789012345678.0123456789, 1234567890123456789, '=1+1', '1899-12-31',
     '2024-02-29 13:14:15.5', 0.1, true, [1, null], {'a': 1, 'b': 'x,y'}, interval 2 days, 'ab'::blob),
    (-0.5, -7, '', '2024-02-29', '1850-01-01 00:00:00', 'nan', false, [], null, null, null),
    (null, null, null, null, null, null, null, null, null, null, null),
    (2, 3, 'http://x.org, "quoted"' || chr(10) || 'ü 日本 ' || chr(1), '9999-12-31', null, 'inf', null, null,
     null, null, null),
    (4, 5, '@SUM(A1)', null, null, 1e300, null, null, null, null, null);
create view endless as select range as number from range(100000000);
create view filling as select range as number from range(1000000);
create view long as select range as number from range(1048576);
create view wordy as select repeat('x', 32768) as word;
create table a_table_with_a_name_that_is_too_long as select 1 as a;
create table a_table_with_a_name_that_is_too_long_as_well as select 1 as a;
