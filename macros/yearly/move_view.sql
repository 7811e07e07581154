{% macro move_view(view, select) -%}
    {% call statement('move_view', auto_begin=True) -%}
        create or replace view {{ view.render() }} as {{ select }}
    {%- endcall %}
{%- endmacro %}
