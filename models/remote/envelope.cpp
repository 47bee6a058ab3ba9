// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/envelope.h"

#include "remote/jsonwalk.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace kv::remote {

namespace {

/// Enough to understand any failure, too few to choke on a hostile one.
constexpr int mostFaults = 20;

void addFaults(QList<ApiFault> &faults, const QJsonValue &value)
{
    if (faults.size() >= mostFaults)
        return;
    if (value.isString()) {
        faults.append({0, value.toString()});
    } else if (value.isArray()) {
        const QJsonArray list = value.toArray();
        for (const auto &item : list)
            addFaults(faults, item);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        // A code may come as a number or, from some gateways, as a string of digits.
        const QJsonValue code = object.value(QLatin1String("code"));
        faults.append({code.isString() ? code.toString().toInt() : code.toInt(),
                       object.value(QLatin1String("message")).toString()});
        addFaults(faults, object.value(QLatin1String("error_chain")));
    }
}

QByteArrayView slice(QByteArrayView answer, const Envelope::Range &range)
{
    if (range.end <= range.begin || range.end > answer.size())
        return {};
    return answer.sliced(range.begin, range.end - range.begin);
}

} // namespace

QByteArrayView Envelope::resultText(QByteArrayView answer) const
{
    const QByteArrayView text = slice(answer, result);
    return text.isEmpty() ? QByteArrayView("null") : text;
}

QByteArrayView Envelope::resultInfoText(QByteArrayView answer) const
{
    const QByteArrayView text = slice(answer, resultInfo);
    return text.isEmpty() ? QByteArrayView("null") : text;
}

Envelope readEnvelope(QByteArrayView answer)
{
    Envelope envelope;
    bool says = false;
    QJsonValue bareCode;
    QJsonValue bareError;
    JsonWalk walk(answer);
    if (walk.isObject()) {
        while (walk.next()) {
            const QByteArray name = walk.name();
            const Envelope::Range range{walk.valueBegin(), walk.valueEnd()};
            if (name == "success") {
                says = true;
                envelope.success = walk.value() == QByteArrayView("true");
            } else if (name == "result") {
                envelope.result = range;
            } else if (name == "result_info") {
                envelope.resultInfo = range;
            } else if (name == "errors") {
                envelope.errors.clear();
                addFaults(envelope.errors, parseJson(walk.value()));
            } else if (name == "code") {
                bareCode = parseJson(walk.value());
            } else if (name == "error") {
                bareError = parseJson(walk.value());
            }
        }
        envelope.isJson = walk.isWhole();
    }
    envelope.endsEarly = walk.endsEarly() && !answer.isEmpty();
    if (!says && envelope.errors.isEmpty() && (bareError.isString() || bareError.isObject())) {
        addFaults(envelope.errors, bareError);
        if (envelope.errors.first().code == 0)
            envelope.errors.first().code = bareCode.toInt();
    }
    if (!says)
        envelope.success = envelope.isJson && envelope.errors.isEmpty();
    return envelope;
}

QJsonValue parseJson(QByteArrayView text)
{
    // A document is an object or an array; a scalar becomes one as the element of an array.
    const QJsonArray list =
        QJsonDocument::fromJson('[' + QByteArray::fromRawData(text.data(), text.size()) + ']').array();
    return list.size() == 1 ? list.first() : QJsonValue(QJsonValue::Undefined);
}

} // namespace kv::remote
