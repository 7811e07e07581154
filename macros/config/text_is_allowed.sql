{% macro text_is_allowed(text, longest, pattern=none, breaks=true) -%}
    {%- set seen = modules.re.sub('[\t\n\r]', '', text) if breaks else text -%}
    {{ return(
        text | trim | length > 0 and text | length <= longest and seen == printable(seen)
        and (pattern is none or modules.re.fullmatch(pattern, text) is not none)
    ) }}
{%- endmacro %}
