// SPDX-License-Identifier: GPL-2.0
/*
 * Words, names and KEY=VALUE of scenario files, with line and column.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "scn_words.h"

/**
 * swr_scn_fail() - keep the first error
 * @err: where to
 * @pos: where it is
 * @fmt: what was expected
 *
 * Return: -1, so that it can be returned as it is.
 */
int swr_scn_fail(struct swr_scn_error *err, struct swr_scn_pos pos, const char *fmt, ...)
{
	va_list args;

	if (*err->text)
		return -1;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	err->pos = pos;
	return -1;
}

/**
 * swr_scn_words() - begin to read
 * @p: the reader
 * @text: what
 * @len: its length in bytes
 */
void swr_scn_words(struct swr_scn_words *p, const char *text, size_t len)
{
	p->p = text;
	p->end = text + len;
	p->pos = (struct swr_scn_pos){ 1, 1 };
}

static void step(struct swr_scn_words *p)
{
	p->p++;
	p->pos.column++;
}

/**
 * swr_scn_next_line() - go on behind the end of this line
 * @p: the reader
 *
 * Return: false if there is none.
 */
bool swr_scn_next_line(struct swr_scn_words *p)
{
	while (p->p < p->end && *p->p != '\n')
		step(p);
	if (p->end - p->p < 2)
		return false;
	p->p++;
	p->pos.line++;
	p->pos.column = 1;
	return true;
}

/**
 * swr_scn_next() - the next word of this line
 * @p: the reader
 * @w: where to
 *
 * Return: 1, 0 at the end of the line, or -1 for what is no text.
 */
int swr_scn_next(struct swr_scn_words *p, struct swr_scn_word *w)
{
	size_t len = 0;

	while (p->p < p->end && (*p->p == ' ' || *p->p == '\t'))
		step(p);
	w->pos = p->pos;
	while (p->p < p->end && !strchr(" \t\n#", *p->p ? *p->p : 1)) {
		if (!isgraph((unsigned char)*p->p))
			return swr_scn_fail(p->err, p->pos, "expected plain text, not the byte 0x%02x",
					    (unsigned char)*p->p);
		if (len == SWR_SCN_WORD_MAX - 1)
			return swr_scn_fail(p->err, w->pos, "expected a word of at most %d bytes",
					    SWR_SCN_WORD_MAX - 1);
		w->text[len++] = *p->p;
		step(p);
	}
	w->text[len] = '\0';
	return len > 0;
}

/**
 * swr_scn_need() - the next word, which must be there
 * @p: the reader
 * @w: where to
 * @what: it says, for the error
 */
int swr_scn_need(struct swr_scn_words *p, struct swr_scn_word *w, const char *what)
{
	int got = swr_scn_next(p, w);

	if (got < 0)
		return -1;
	return got ? 0 : swr_scn_fail(p->err, w->pos, "expected %s", what);
}

/**
 * swr_scn_need_name() - the next word, which must be a name
 * @p: the reader
 * @w: where to
 */
int swr_scn_need_name(struct swr_scn_words *p, struct swr_scn_word *w)
{
	const char *c;

	if (swr_scn_need(p, w, "a name"))
		return -1;
	for (c = w->text; isalnum((unsigned char)*c) || *c == '_' || *c == '-'; c++)
		;
	if (*c || !isalpha((unsigned char)*w->text) || c - w->text >= SWR_SCN_NAME_MAX)
		return swr_scn_fail(p->err, w->pos,
				    "expected a name: a letter, then letters, digits, _ and -, at most %d, not '%s'",
				    SWR_SCN_NAME_MAX - 1, w->text);
	return 0;
}

/**
 * swr_scn_end() - no more words on this line
 * @p: the reader
 */
int swr_scn_end(struct swr_scn_words *p)
{
	struct swr_scn_word w;
	int got = swr_scn_next(p, &w);

	return got > 0 ? swr_scn_fail(p->err, w.pos, "expected the end of the line, not '%s'", w.text) :
			 got;
}

/**
 * swr_scn_split() - cut a word in two
 * @w: the word; the part before @at remains
 * @rest: where the part behind it goes
 * @at: where to cut first
 *
 * Return: false if there is no @at, and nothing is changed.
 */
bool swr_scn_split(struct swr_scn_word *w, struct swr_scn_word *rest, char at)
{
	char *cut = strchr(w->text, at);

	if (!cut)
		return false;
	*rest = (struct swr_scn_word){ .pos = w->pos };
	rest->pos.column += cut - w->text + 1;
	memcpy(rest->text, cut + 1, strlen(cut + 1) + 1);
	*cut = '\0';
	return true;
}

/**
 * swr_scn_index() - which of a list
 * @list: closed by NULL
 * @name: what
 *
 * Return: -1 if it is none.
 */
int swr_scn_index(const char *const *list, const char *name)
{
	int i;

	for (i = 0; list[i]; i++)
		if (!strcmp(list[i], name))
			return i;
	return -1;
}

/* "page=, value=" of all keys, or of those that are needed and missing */
static const char *names(const struct swr_scn_key *keys, unsigned long without, char *buf,
			 size_t len)
{
	const struct swr_scn_key *key;
	size_t at = 0;

	*buf = '\0';
	for (key = keys; key->name; key++)
		if (!(without & 1ul << (key - keys)) && at < len)
			at += snprintf(buf + at, len - at, "%s%s=", at ? ", " : "", key->name);
	return buf;
}

/**
 * swr_scn_keys() - the rest of the line is KEY=VALUE
 * @p: the reader
 * @keys: what there is; one without a name is last
 * @to: what their offsets are in
 */
int swr_scn_keys(struct swr_scn_words *p, const struct swr_scn_key *keys, void *to)
{
	unsigned long seen = 0, optional = 0;
	struct swr_scn_word w, value;
	const struct swr_scn_key *key;
	char list[80];
	int got;

	if (!keys->name)
		return swr_scn_end(p);
	while ((got = swr_scn_next(p, &w)) > 0) {
		bool has_value = swr_scn_split(&w, &value, '=');

		for (key = keys; key->name && strcmp(key->name, w.text); key++)
			;
		if (!key->name || seen & 1ul << (key - keys))
			return swr_scn_fail(p->err, w.pos, "expected %s, each once, not '%s'",
					    names(keys, 0, list, sizeof(list)), w.text);
		if (!has_value) {
			w.pos.column += strlen(w.text);
			return swr_scn_fail(p->err, w.pos, "expected = behind '%s'", w.text);
		}
		seen |= 1ul << (key - keys);
		if (key->take(p, (char *)to + key->at, &value, key))
			return -1;
	}
	if (got < 0)
		return -1;
	for (key = keys; key->name; key++)
		optional |= key->need ? 0 : 1ul << (key - keys);
	names(keys, seen | optional, list, sizeof(list));
	return *list ? swr_scn_fail(p->err, w.pos, "expected %s", list) : 0;
}
