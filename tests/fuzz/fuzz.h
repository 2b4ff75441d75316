/* What the fuzz targets share. libFuzzer brings main() and calls LLVMFuzzerTestOneInput() with one input after another. */
#pragma once

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a text that ends; caller frees. What follows a NUL is not seen by anybody. */
char *fuzz_text(const uint8_t *data, size_t size);

/* The input as a file, always the same one of this process: its name. */
const char *fuzz_file(const uint8_t *data, size_t size);
