{% macro nearest_name(name, known_names) -%}
    {% set best = namespace(name=known_names[0], similarity=-1) %}
    {% for candidate in known_names %}
        {% set pairs = [] %}
        {% for text in [name, candidate] %}
            {% set found = [] %}
            {% for position in range(text | length - 1) %}
                {% do found.append(text[position:position + 2]) %}
            {% endfor %}
            {% do pairs.append(set(found)) %}
        {% endfor %}
        {% set size = pairs[0] | length + pairs[1] | length %}
        {% set similarity = 2 * (pairs[0].intersection(pairs[1])) | length / size if size else 0 %}
        {% if similarity > best.similarity %}
            {% set best.name = candidate %}
            {% set best.similarity = similarity %}
        {% endif %}
    {% endfor %}
    {{ return(best.name) }}
{%- endmacro %}
