// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "ui/codeeditor.h"

class QLabel;

namespace kv::ui {

/// A field for an entry's metadata as JSON text, with its size against KV's limit. What was not edited stays
/// to the byte; nothing typed means no metadata.
class MetadataEdit : public QWidget
{
    Q_OBJECT

public:
    explicit MetadataEdit(QWidget *parent = nullptr);

    /// Shows what is stored; the field is unedited then. Metadata that is not UTF-8 is shown with escapes and
    /// cannot be edited here. Does not emit changed().
    void setMetadata(const Metadata &metadata);
    /// What to write. Keep when the field was not edited, and also while problem() is not empty.
    Change<Metadata> change() const;
    bool isEdited() const;
    /// Why what was typed cannot be saved, translated; empty when it can, and always when it was not edited.
    QString problem() const;
    void setReadOnly(bool readOnly);
    void setColors(const CodeColors &colors) { m_editor->setColors(colors); }

signals:
    void changed();

private:
    void updateHint();
    QString problemOf(const QByteArray &bytes, std::optional<qsizetype> *offset) const;

    QByteArray m_shown; // what the field was given
    bool m_readable = true;
    bool m_readOnly = false;
    CodeEditor *m_editor;
    QLabel *m_hint;
    QLabel *m_counter;
};

} // namespace kv::ui
