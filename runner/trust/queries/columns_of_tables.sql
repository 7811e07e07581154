-- the tables that the repeated run made, with their columns in both files
with

columns_of_tables as (
    select
        database_name,
        table_name,
        list(column_name || ' ' || data_type order by column_name) as column_list
    from duckdb_columns()
    where schema_name = 'main'
    group by database_name, table_name
),

tables as (
    select table_name
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'main' and table_name <> 'run_history'
)

select
    tables.table_name,
    recorded.column_list is not null as is_recorded,
    coalesce(recorded.column_list = repeated.column_list, false) as has_same_columns
from tables
inner join columns_of_tables as repeated
    on tables.table_name = repeated.table_name and repeated.database_name = current_database()
left join columns_of_tables as recorded
    on tables.table_name = recorded.table_name and recorded.database_name = 'recorded'
order by tables.table_name
