{% macro selection_cuts(candidates, quotas, group_columns, are_any=true) -%}
    {%- set groups = group_columns | join(', ') -%}
    {%- if are_any -%}
    with

    score_buckets as (
        select
            {{ groups }},
            score_bucket,
            count(*) as bucket_count
        from {{ candidates }}
        inner join {{ quotas }} using ({{ groups }})
        group by {{ groups }}, score_bucket
    ),

    bucket_positions as (
        select
            {{ groups }},
            score_bucket,
            sum(bucket_count) over (partition by {{ groups }} order by score_bucket) as rows_through,
            sum(bucket_count) over (partition by {{ groups }} order by score_bucket) - bucket_count as rows_before,
            sum(bucket_count) over (partition by {{ groups }}) as candidate_count
        from score_buckets
    ),

    cut_buckets as (
        select
            {{ groups }},
            score_bucket,
            least(quota, candidate_count) - rows_before as cut_rank
        from bucket_positions
        inner join {{ quotas }} using ({{ groups }})
        where rows_before < least(quota, candidate_count)
            and rows_through >= least(quota, candidate_count)
    ),

    ranked as (
        select
            {{ groups }},
            score as cut_score,
            employee_key as cut_key,
            cut_rank,
            row_number() over (partition by {{ groups }} order by score, employee_key) as score_rank
        from {{ candidates }}
        inner join cut_buckets using ({{ groups }}, score_bucket)
    )

    select
        {{ groups }},
        cut_score,
        cut_key
    from ranked
    where score_rank = cut_rank
    {%- else -%}
    {#- no plan of this run selects so: an empty table costs less than finding that out row by row -#}
    select
        {{ groups }},
        cast(null as double) as cut_score,
        cast(null as bigint) as cut_key
    from {{ quotas }}
    where false
    {%- endif -%}
{%- endmacro %}
