{% macro normal_draw(stream, year='simulation_year', key=none) -%}
    {#- Box and Muller's transform; 9 decimals are the same on every engine -#}
    round(
        power(-2 * ln((cast({{ draw_salt(stream ~ '_radius', year, key) }} as double) + 1) / 1152921504606846976), 5e-1)
        * cos(cast({{ draw_salt(stream ~ '_angle', year, key) }} as double) / 1152921504606846976 * 6.283185307179586e0), 9
    )
{%- endmacro %}
