/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/wanted.h"

static const char *const wanted_names[WANTED_COUNT] = {
#define X(id, name) [WANTED_##id] = name,
	WANTED(X)
#undef X
};

static int wanted_ids[WANTED_COUNT];

void
wanted_register(dissector_handle_t postdissector)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(int));

	for (unsigned i = 0; i < WANTED_COUNT; i++) {
		wanted_ids[i] = proto_registrar_get_id_byname(wanted_names[i]);
		if (wanted_ids[i] >= 0)
			g_array_append_val(ids, wanted_ids[i]);
	}
	set_postdissector_wanted_hfids(postdissector, ids);
}

int
wanted_id(enum wanted which)
{
	return wanted_ids[which];
}

GPtrArray *
wanted_items(proto_tree *tree, enum wanted which)
{
	GPtrArray *items = wanted_ids[which] < 0 ? NULL : proto_get_finfo_ptr_array(tree, wanted_ids[which]);

	return items && items->len ? items : NULL;
}

const field_info *
wanted_last(proto_tree *tree, enum wanted which)
{
	GPtrArray *items = wanted_items(tree, which);

	return items ? g_ptr_array_index(items, items->len - 1) : NULL;
}

bool
wanted_number(proto_tree *tree, enum wanted which, uint32_t *number)
{
	const field_info *item = wanted_last(tree, which);

	if (item)
		*number = fvalue_get_uinteger(FIELD_VALUE((field_info *)item));
	return item != NULL;
}
