/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tool/page.h"

#include <string.h>

#define PIECE (64 * 1024)

/* A paragraph gets at least so many columns, however far right it begins. */
#define PARAGRAPH_LEAST 20

void
page_start(struct page *page, const struct terminal *terminal, const struct output *output)
{
	*page = (struct page){
		.terminal = *terminal, .output = *output, .text = g_string_sized_new(PIECE + 4096), .writing = true};
}

void
page_finish(struct page *page)
{
	g_string_free(page->text, TRUE);
	page->text = NULL;
}

bool
page_flush(struct page *page)
{
	if (page->writing && page->text->len > 0)
		page->writing = page->output.write(page->output.user, page->text->str, page->text->len);
	g_string_truncate(page->text, 0);
	return page->writing;
}

static void
put_length(struct page *page, enum style style, const char *text, size_t length)
{
	if (length == 0)
		return;
	g_string_append(page->text, terminal_style(&page->terminal, style));
	g_string_append_len(page->text, text, (gssize)length);
	g_string_append(page->text, terminal_unstyle(&page->terminal, style));
	page->column += text_width(text, length);
}

void
page_put(struct page *page, enum style style, const char *text)
{
	put_length(page, style, text, strlen(text));
}

static void
put_blanks(struct page *page, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g_string_append_c(page->text, ' ');
	page->column += count;
}

/* Appends as much of `text` as fits into `width` columns, the last of them an ellipsis when it is cut. */
static void
put_fitting(struct page *page, enum style style, const char *text, size_t width)
{
	size_t length = strlen(text), taken;
	const char *ellipsis = page->terminal.unicode ? "…" : "~";

	if (text_fitting(text, length, width, &taken) == length) {
		put_length(page, style, text, length);
	} else if (width > 0) {
		put_length(page, style, text, text_fitting(text, length, width - 1, &taken));
		page_put(page, style, ellipsis);
	}
}

void
page_cell(struct page *page, enum style style, const char *text, size_t width, enum align align)
{
	size_t own = text_width(text, strlen(text));
	size_t blanks = own < width ? width - own : 0;

	if (align == ALIGN_RIGHT)
		put_blanks(page, blanks);
	put_fitting(page, style, text, width);
	if (align == ALIGN_LEFT)
		put_blanks(page, blanks);
}

void
page_rest(struct page *page, enum style style, const char *text)
{
	size_t width = page->terminal.width;

	put_fitting(page, style, text, width > page->column ? width - page->column : 0);
}

void
page_advance(struct page *page, size_t column)
{
	if (page->column < column)
		put_blanks(page, column - page->column);
	else if (page->column > 0)
		put_blanks(page, 1);
}

void
page_end_line(struct page *page)
{
	gsize end = page->text->len;

	while (end > 0 && page->text->str[end - 1] == ' ')
		end--;
	g_string_truncate(page->text, end);
	g_string_append_c(page->text, '\n');
	page->column = 0;
	if (page->text->len >= PIECE)
		page_flush(page);
}

/* How many bytes of `text` go on a line of `columns` columns: up to the last blank that fits. */
static size_t
line_length(const char *text, size_t length, size_t columns, bool may_be_empty)
{
	size_t taken;
	size_t fitting = text_fitting(text, length, columns, &taken);

	if (fitting == length || text[fitting] == ' ')
		return fitting;
	for (size_t end = fitting; end > 0; end--)
		if (text[end - 1] == ' ')
			return end;
	if (may_be_empty)
		return 0;
	/* A word wider than the line: cut it, by one character at least so that this comes to an end. */
	return fitting ? fitting : (size_t)(g_utf8_next_char(text) - text);
}

void
page_wrap(struct page *page, enum style style, const char *text, size_t indent)
{
	size_t width = MAX(page->terminal.width, indent + PARAGRAPH_LEAST);
	size_t length = strlen(text);

	for (;;) {
		size_t left = width > page->column ? width - page->column : 0;
		size_t part = line_length(text, length, left, page->column > indent);
		put_length(page, style, text, part);
		text += part;
		length -= part;
		while (length > 0 && *text == ' ') {
			text++;
			length--;
		}
		if (length == 0)
			return;
		page_end_line(page);
		page_advance(page, indent);
	}
}
