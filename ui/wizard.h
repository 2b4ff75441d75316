/* The wizard: its pages in their order, the bar that names them, forth with Enter and back with Esc. */
#pragma once

#include "ui/draft.h"

/* Opens it for a VM. DETAILS are taken. */
void wizard_open(App *app, const InventoryHost *source, VmDetails *details);

/* The same, with CHOICES (taken) filled in. */
void wizard_open_with(App *app, const InventoryHost *source, VmDetails *details, Choices *choices);

/* Where a page of the wizard finds what all of them share. */
typedef struct WizardPage {
  Page page;
  Draft *draft;
} WizardPage;

/* Keys of every page of the wizard. */
extern const KeyBinding wizard_keys[];
/* Without Enter, for pages that have their own. */
extern const KeyBinding wizard_back_keys[];

/* The wizard that PAGE is a page of has done its work: it goes away. */
void wizard_close(WizardPage *page);
