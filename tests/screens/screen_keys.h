/* Names of keys in test scripts, typed through the terminal so that each mode of the keyboard gets its own sequence. */
#pragma once

#include <vterm.h>

/* Types the key whose name starts at NAME, just behind its "<". Returns what follows its ">", NULL when there is no such key. */
const char *screen_keys_named(VTerm *terminal, const char *name);
