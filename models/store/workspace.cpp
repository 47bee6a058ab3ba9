// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workspace.h" // moc needs a source of the same name
