// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h" // moc needs a source of the same name
