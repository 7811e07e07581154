{% macro normal_draw(stream) -%}
    cast(round(
        power(-2 * ln((cast({{ draw_salt(stream ~ '_radius') }} as double) + 1) / 1152921504606846976), 5e-1)
        * cos(cast({{ draw_salt(stream ~ '_angle') }} as double) / 1152921504606846976 * 6.283185307179586e0), 9
    ) as decimal(12, 9))
{%- endmacro %}
