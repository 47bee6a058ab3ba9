// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/workspace.h"

#include <QWidget>

namespace kv::ui {

class NoticeBar;
class RemarkTable;

/// Says what of an opened file is not to be seen among its keys, and lists it when asked to. Hidden while
/// there is nothing to say, and once the user has closed it.
class OmissionsBar : public QWidget
{
    Q_OBJECT

public:
    explicit OmissionsBar(QWidget *parent = nullptr);
    /// The same again changes nothing: what was closed stays closed.
    void setOmissions(const Omissions &omissions);
    /// "2 items were passed over because their key comes again further down: the last one counts."
    static QString words(const Omissions &omissions);

private:
    void say();
    void list(bool shown);

    Omissions m_omissions;
    NoticeBar *m_bar;
    RemarkTable *m_list;
};

} // namespace kv::ui
