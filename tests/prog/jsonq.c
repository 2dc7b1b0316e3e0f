// SPDX-License-Identifier: GPL-2.0
/*
 * jsonq: reads one JSON value from stdin, strictly, and prints parts of it.
 *
 *	jsonq [PATH | -t PATH | -n PATH]...
 *
 * PATH is members and array indexes with dots between, as "bugs.0.verdict"; "."
 * is the whole. A string is printed as it is, a number as written by C, anything
 * else as JSON. -t prints the type instead, -n the number of members. One line
 * a PATH; exit 1 with a line on stderr if the text is not JSON, if a member is
 * there twice, or if there is no such PATH.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const types[] = {
	[JSON_OBJECT] = "object",
	[JSON_ARRAY] = "array",
	[JSON_STRING] = "string",
	[JSON_INTEGER] = "integer",
	[JSON_REAL] = "real",
	[JSON_TRUE] = "boolean",
	[JSON_FALSE] = "boolean",
	[JSON_NULL] = "null",
};

static const json_t *find(const json_t *v, const char *path)
{
	char part[64], *end;

	if (!strcmp(path, "."))
		return v;
	while (v && *path) {
		size_t len = strcspn(path, ".");

		snprintf(part, sizeof(part), "%.*s", (int)len, path);
		path += len + !!path[len];
		if (json_is_array(v)) {
			size_t n = strtoul(part, &end, 10);

			v = *part && !*end ? json_array_get(v, n) : NULL;
		} else {
			v = json_object_get(v, part);
		}
	}
	return v;
}

static void print(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_STRING:
		printf("%s\n", json_string_value(v));
		break;
	case JSON_INTEGER:
		printf("%" JSON_INTEGER_FORMAT "\n", json_integer_value(v));
		break;
	case JSON_REAL:
		printf("%.3f\n", json_real_value(v));
		break;
	default:
		json_dumpf(v, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *root;
	int i;

	root = json_loadf(stdin, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		fprintf(stderr, "jsonq: line %d: %s\n", error.line, error.text);
		return 1;
	}
	for (i = 1; i < argc; i++) {
		const char *how = argv[i];
		const json_t *v;

		if ((!strcmp(how, "-t") || !strcmp(how, "-n")) && i + 1 < argc)
			i++;
		v = find(root, argv[i]);
		if (!v) {
			fprintf(stderr, "jsonq: no '%s'\n", argv[i]);
			return 1;
		}
		if (how == argv[i])
			print(v);
		else if (how[1] == 't')
			printf("%s\n", types[json_typeof(v)]);
		else
			printf("%zu\n",
			       json_is_array(v) ? json_array_size(v) : json_object_size(v));
	}
	json_decref(root);
	return 0;
}
