// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/comparisons.h"

#include "jobs/comparisonfile.h"
#include "jobs/pool.h"
#include "store/async.h"
#include "store/workspace.h"
#include "ui/closedtabs.h"
#include "ui/compareview.h"
#include "ui/errortext.h"
#include "ui/workarea.h"

#include <QDir>
#include <QFileInfo>

namespace kv::ui {

using jobs::ComparisonFile;

namespace {

/// The file of a comparison that was closed; removed when nobody brings it back.
class ClosedFile
{
public:
    explicit ClosedFile(std::shared_ptr<ComparisonFile> file) : m_file(std::move(file)) {}
    ClosedFile(const ClosedFile &) = delete;
    ClosedFile &operator=(const ClosedFile &) = delete;
    ~ClosedFile()
    {
        if (!m_file)
            return;
        const QString path = m_file->path();
        m_file.reset();
        CompareView::removeFile(path);
    }
    std::shared_ptr<ComparisonFile> take() { return std::exchange(m_file, nullptr); }

private:
    std::shared_ptr<ComparisonFile> m_file;
};

} // namespace

Comparisons::Comparisons(const Theme &theme, Workspace &workspace, Dialogs &dialogs, Settings &settings,
                         const Clock &clock, WorkArea *area, ClosedTabs &closed, QObject *parent)
    : QObject(parent),
      m_theme(theme),
      m_workspace(workspace),
      m_dialogs(dialogs),
      m_settings(settings),
      m_clock(clock),
      m_area(area),
      m_closed(closed)
{
    connect(area, &WorkArea::currentChanged, this, &Comparisons::changed);
    connect(area, &WorkArea::closeRequested, this, [this](QWidget *page) {
        if (auto *view = qobject_cast<CompareView *>(page))
            close(view);
    });
}

CompareView *Comparisons::add()
{
    auto *view = new CompareView(m_theme, m_workspace, m_dialogs, m_settings, m_clock);
    m_views << view;
    m_area->addPage(view, view->title());
    connect(view, &CompareView::titleChanged, m_area,
            [this, view] { m_area->setTitle(view, view->title()); });
    connect(view, &CompareView::message, this, &Comparisons::message);
    connect(view, &CompareView::stateChanged, this, [this, view] {
        if (view == current())
            Q_EMIT changed();
    });
    return view;
}

void Comparisons::openFor(const TargetInfo &info, const Binding &binding, const QByteArray &prefix)
{
    CompareView *view = add();
    const auto [left, right] = compareside::firstOffer(info, binding);
    view->setSides(left, right, prefix);
    m_area->setCurrent(view);
    view->focusFirst();
}

void Comparisons::restore()
{
    ++m_generation;
    m_restoring = false;
    for (CompareView *view : std::exchange(m_views, {})) {
        m_area->removePage(view);
        delete view;
    }
    if (m_workspace.project().root.isEmpty())
        return;
    const QDir folder(CompareView::folder(m_workspace));
    QStringList paths;
    for (const QString &name : folder.entryList({QStringLiteral("*.comparison")}, QDir::Files, QDir::Name))
        paths << folder.filePath(name);
    m_restoring = true;
    // Large ones take a while, and one that another window has is waited for.
    const auto future = jobs::onPool<Result<Opened>>([paths]() -> Result<Opened> {
        Opened opened;
        for (const QString &path : paths)
            opened.append({QFileInfo(path).fileName(), ComparisonFile::open(path)});
        return opened;
    });
    whenDone(future, this, [this, generation = m_generation](const Result<Opened> &opened) {
        if (generation != m_generation)
            return;
        m_restoring = false;
        if (opened)
            show(*opened);
        Q_EMIT restored();
    });
    Q_EMIT changed();
}

void Comparisons::show(const Opened &opened)
{
    QStringList broken;
    int elsewhere = 0;
    for (const auto &[name, file] : opened) {
        if (file)
            add()->setFile(*file);
        else if (file.error().kind == ErrorKind::Busy)
            ++elsewhere;
        else
            broken << tr("%1: %2").arg(name, errorText(file.error()));
    }
    if (!broken.isEmpty())
        Q_EMIT message(tr("An earlier comparison cannot be opened: %1").arg(broken.join(u' ')));
    else if (elsewhere > 0)
        Q_EMIT message(elsewhere == 1
                           ? tr("A comparison of this project is open in another window.")
                           : tr("%1 comparisons of this project are open in another window.").arg(elsewhere));
    Q_EMIT changed();
}

CompareView *Comparisons::current() const
{
    return qobject_cast<CompareView *>(m_area->current());
}

void Comparisons::close(CompareView *view)
{
    if (!view || !m_views.removeOne(view))
        return;
    if (auto file = view->takeFile()) {
        const auto kept = std::make_shared<ClosedFile>(std::move(file));
        m_closed.add([this, kept] { reopen(kept->take()); });
        Q_EMIT message(tr("Closed and forgotten. Ctrl+Shift+T brings it back."));
    }
    m_area->removePage(view);
    view->deleteLater(); // one of its own buttons may be what closed it
    Q_EMIT changed();
}

void Comparisons::reopen(std::shared_ptr<ComparisonFile> file)
{
    CompareView *view = add();
    view->setFile(std::move(file));
    m_area->setCurrent(view);
    view->focusFirst();
    Q_EMIT changed();
}

QString Comparisons::fileNameOf(const QWidget *page)
{
    const auto *view = qobject_cast<const CompareView *>(page);
    return view && view->file() ? QFileInfo(view->file()->path()).fileName() : QString();
}

void Comparisons::surroundingsChanged()
{
    for (CompareView *view : std::as_const(m_views))
        view->surroundingsChanged();
}

} // namespace kv::ui
