{% macro order_sample(candidates, quotas, group_columns) -%}
    {%- set groups = group_columns | join(', ') -%}
score_buckets as (
    select
        {{ groups }},
        score_bucket,
        count(*) as bucket_count
    from {{ candidates }}
    group by {{ groups }}, score_bucket
),

bucket_positions as (
    select
        {{ groups }},
        score_bucket,
        bucket_count,
        sum(bucket_count) over (partition by {{ groups }} order by score_bucket) - bucket_count as rows_before
    from score_buckets
),

buckets_in_reach as (
    select
        bucket_positions.*,
        {{ quotas }}.quota,
        bucket_positions.rows_before + bucket_positions.bucket_count <= {{ quotas }}.quota as is_whole
    from bucket_positions
    inner join {{ quotas }} using ({{ groups }})
    where bucket_positions.rows_before < {{ quotas }}.quota
),

in_reach as (
    select
        {{ candidates }}.*,
        buckets_in_reach.quota,
        buckets_in_reach.rows_before,
        buckets_in_reach.is_whole
    from {{ candidates }}
    inner join buckets_in_reach using ({{ groups }}, score_bucket)
),

at_the_cut as (
    select
        *,
        rows_before + row_number() over (
            partition by {{ groups }}, score_bucket
            order by score, draw, employee_key
        ) as selection_rank
    from in_reach
    where not is_whole
),

selected as (
    select {{ groups }}, employee_key from in_reach where is_whole
    union all
    select {{ groups }}, employee_key from at_the_cut where selection_rank <= quota
)
{%- endmacro %}
