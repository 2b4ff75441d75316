#include "model/choices.h"

Choices *choices_new(void)
{
  Choices *choices = g_new0(Choices, 1);
  choices->downtime = ladder_preset();
  choices->networks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  choices->disks = g_ptr_array_new_with_free_func((GDestroyNotify)disk_choice_free);
  choices->overrides = g_ptr_array_new_with_free_func(g_free);
  return choices;
}

Choices *choices_copy(const Choices *choices)
{
  Choices *copy = choices_new();
  GHashTable *networks = copy->networks;
  GPtrArray *disks = copy->disks, *overrides = copy->overrides;
  *copy = *choices;
  copy->target = g_strdup(choices->target);
  copy->networks = networks;
  copy->disks = disks;
  copy->overrides = overrides;
  GHashTableIter iter;
  gpointer from, to;
  g_hash_table_iter_init(&iter, choices->networks);
  while (g_hash_table_iter_next(&iter, &from, &to))
    g_hash_table_insert(networks, g_strdup(from), g_strdup(to));
  for (guint i = 0; i < choices->disks->len; i++)
    g_ptr_array_add(disks, disk_choice_copy(g_ptr_array_index(choices->disks, i)));
  for (guint i = 0; i < choices->overrides->len; i++)
    g_ptr_array_add(overrides, g_strdup(g_ptr_array_index(choices->overrides, i)));
  return copy;
}

void choices_free(Choices *choices)
{
  if (choices == NULL)
    return;
  g_free(choices->target);
  g_hash_table_unref(choices->networks);
  g_ptr_array_unref(choices->disks);
  g_ptr_array_unref(choices->overrides);
  g_free(choices);
}

DiskChoice *disk_choice_new(const char *target, const char *pool)
{
  DiskChoice *choice = g_new0(DiskChoice, 1);
  choice->target = g_strdup(target);
  choice->pool = g_strdup(pool);
  return choice;
}

DiskChoice *disk_choice_copy(const DiskChoice *choice)
{
  DiskChoice *copy = disk_choice_new(choice->target, choice->pool);
  copy->volume = g_strdup(choice->volume);
  copy->format = choice->format;
  copy->speed = choice->speed;
  return copy;
}

void disk_choice_free(DiskChoice *choice)
{
  if (choice == NULL)
    return;
  g_free(choice->target);
  g_free(choice->pool);
  g_free(choice->volume);
  g_free(choice);
}

static gboolean find(const Choices *choices, const char *target, guint *index)
{
  for (guint i = 0; i < choices->disks->len; i++)
    if (g_strcmp0(((const DiskChoice *)g_ptr_array_index(choices->disks, i))->target, target) == 0) {
      *index = i;
      return TRUE;
    }
  return FALSE;
}

DiskChoice *choices_disk(const Choices *choices, const char *target)
{
  guint index;
  return find(choices, target, &index) ? g_ptr_array_index(choices->disks, index) : NULL;
}

void choices_drop_disk(Choices *choices, const char *target)
{
  guint index;
  if (find(choices, target, &index))
    g_ptr_array_remove_index(choices->disks, index);
}

void choices_set_disk(Choices *choices, DiskChoice *choice)
{
  choices_drop_disk(choices, choice->target);
  g_ptr_array_add(choices->disks, choice);
}

gboolean choices_overrides(const Choices *choices, const char *rule)
{
  return g_ptr_array_find_with_equal_func(choices->overrides, rule, g_str_equal, NULL);
}

void choices_set_override(Choices *choices, const char *rule, gboolean overridden)
{
  guint index;
  gboolean is_set = g_ptr_array_find_with_equal_func(choices->overrides, rule, g_str_equal, &index);
  if (overridden && !is_set)
    g_ptr_array_add(choices->overrides, g_strdup(rule));
  else if (!overridden && is_set)
    g_ptr_array_remove_index(choices->overrides, index);
}

const char *move_type_id(MoveType type)
{
  static const char *const ids[] = { [MOVE_HOST] = "host", [MOVE_STORAGE] = "storage", [MOVE_BOTH] = "both" };
  return ids[type];
}
