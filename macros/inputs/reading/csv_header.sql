{% macro csv_header(lines) -%}
    {#- a quoted name may go on over several lines -#}
    {%- set header = namespace(text=lines[0], lines=1, delimiter=',') -%}
    {%- for line in lines[1:] if header.text.count('"') % 2 == 1 -%}
        {%- set header.text, header.lines = header.text ~ '\n' ~ line, header.lines + 1 -%}
    {%- endfor -%}
    {%- set unquoted = modules.re.sub('"[^"]*"', '', header.text) -%}
    {%- for delimiter in [';', '\t', '|'] if unquoted.count(delimiter) > unquoted.count(header.delimiter) -%}
        {%- set header.delimiter = delimiter -%}
    {%- endfor -%}
    {%- set delimiter = modules.re.escape(header.delimiter) -%}
    {%- set names, ended = [], [] -%}
    {%- for name, end in modules.re.findall(
        '("(?:[^"]|"")*"|[^' ~ delimiter ~ ']*)(' ~ delimiter ~ '|$)', header.text.strip('\r\n')
    ) if not ended -%}
        {%- set quoted = name | length > 1 and name[0] == '"' and name[-1] == '"' -%}
        {%- do names.append((name[1:-1].replace('""', '"') if quoted else name) | trim) -%}
        {%- do ended.append(true) if not end -%}
    {%- endfor -%}
    {{ return({'names': names, 'delimiter': header.delimiter, 'text': header.text, 'lines': header.lines}) }}
{%- endmacro %}
