#include <chrono>
#include <string>

#include "report/cards.hpp"
#include "report/who_they_are.hpp"
#include "scoring/contact_period.hpp"
#include "scoring/few_people.hpp"
#include "scoring/negative_kind.hpp"

namespace dangol::inline v0::reporting {
namespace {

/// A rule about people is looked at again after half a year at the latest.
constexpr std::chrono::months good_for{6};

std::string with_range(const Estimate& share, Language language) {
    const std::string range = percent_range(share, language, 1);
    return percent_text(share.value, language, 1) + (range.empty() ? std::string{} : joined({" (", range, ")"}));
}

std::string at_most(double share, Language language) {
    return either(language, {"at most ", percent_text(share, language, 1)}, {"많아야 ", percent_text(share, language, 1)});
}

Json wrongly(const NegativePersona& negative, const NegativePersonaSet& set, std::size_t k) {
    const SetAsideErrors& errors = negative.errors;
    Json block{{"heading", in_both("Wrongly set aside", "잘못 제외할 위험")}, {"kind", "plain"}, {"items", Json::array()}};
    if (!errors.would_convert) {
        block["items"].push_back(in_both("Not known (not identified): there are no later contacts with this group, or too few.", "알 수 없음(식별되지 않음): 이 집단에 대한 이후의 연락이 없거나 너무 적습니다."));
        return block;
    }
    block["note"] = in_both([&](Language language) { return later_contacts(negative, set, language); });
    const std::string contacts = number_text(errors.contacts);
    const ErrorsTold told = told_of(negative, set, k);
    block["items"].push_back(in_both([&](Language language) {
        if (!told.would) {
            const std::string few = count_among(told.answered, errors.contacts, k, language);
            const std::string more = told.would_at_most ? either(language, {"; "}, {", "}) + true_rate_below(*told.would_at_most, language)
                                                        : either(language, {"; too few to tell more without pointing at persons"}, {". 너무 적어 더 말하면 개인이 드러날 수 있습니다"});
            return either(language, {"Would have answered all the same: ", few, " of ", contacts, " later contacts", more},
                          {"그래도 응답했을 연락: 이후의 연락 ", contacts, "건 중 ", few, more});
        }
        const std::string would = with_range(*errors.would_convert, language);
        return either(language, {"Would have answered all the same: ", would, " of them, on ", contacts, " later contacts"},
                      {"그래도 응답했을 비율: ", would, ", 이후의 연락 ", contacts, "건에서"});
    }));
    if (told.lost || told.lost_at_most) {
        block["items"].push_back(in_both([&](Language language) {
            const std::string lost = told.lost ? with_range(*errors.converters_lost, language) : at_most(*told.lost_at_most, language);
            return either(language, {"Of all who answered, lost by leaving them alone: ", lost}, {"전체 응답 가운데 제외로 놓치는 비율: ", lost});
        }));
    }
    return block;
}

Json expiry(const CardSource& source) {
    Json block{{"heading", in_both("When it expires", "유효 기간")}, {"kind", "plain"}, {"items", Json::array()}};
    const auto& until = source.personas.window.until;
    if (until.given()) {
        const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(until.local_time())};
        std::chrono::year_month_day end = day + good_for;
        if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
        block["items"].push_back(in_both([&](Language language) {
            const std::string date = date_text(end, language);
            return either(language, {"On ", date, " at the latest, or with the next campaign's answers: then it is judged anew"},
                          {"늦어도 ", date, " 또는 다음 행사의 결과가 나오면 다시 판정합니다"});
        }));
    }
    if (const double share = source.negatives->options.exploration_share; share > 0) {
        block["items"].push_back(in_both([&](Language language) {
            const std::string drawn = percent_text(share, language, 1);
            return either(language, {drawn, " of these leads, drawn at random, are marked “contact as a sample”: contact them, for only their answers can show that this rule is wrong"},
                          {"이 유형의 리드 가운데 무작위로 뽑힌 ", drawn, "에는 “표본 연락”이라고 적혀 있습니다. 그들에게는 연락하세요. 그 응답이 있어야 이 규칙이 틀렸는지 알 수 있습니다"});
        }));
    }
    return block;
}

/// Which of the two kinds of negative persona it is.
Json kind_block(const NegativePersona& negative, const NegativePersonaOptions& options, const PersonaSet& set) {
    Json block{{"heading", in_both("Cannot become a customer, or thinks ill of us?", "고객이 되기 어려운가, 우리를 좋지 않게 보는가?")}, {"kind", "plain"}, {"items", Json::array()}};
    const auto english = kind_texts(negative, options, set, Language::english), korean = kind_texts(negative, options, set, Language::korean);
    for (std::size_t i = 0; i < english.size(); ++i) block["items"].push_back(in_both(english[i], korean[i]));
    if (negative.kind != NegativeKind::cannot_tell)
        block["note"] = in_both("What they have in common, tested; not a proof of why they do not answer.", "검정한 공통점일 뿐, 응답하지 않는 까닭이 증명된 것은 아닙니다.");
    return block;
}

}  // namespace

Json negative_card(const Persona& persona, const NegativePersona& negative, const CardSource& source) {
    const PersonaSet& set = source.personas;
    const NegativePersonaSet& negatives = *source.negatives;
    Json card = card_head(persona, source, true);
    card["lede"] = in_both([&](Language language) {
        const std::string sure = percent_text(negatives.options.certainty, language);
        return either(language, {"Spend no marketing effort here: with at least ", sure, " certainty answers are worth less than the contacts cost. When they come, they are served like everyone."},
                      {"영업 노력을 들이지 않습니다. 응답의 이익이 연락 비용보다 적을 확률이 ", sure, " 이상입니다. 찾아오는 손님은 누구나 똑같이 모십니다."});
    });
    card["facts"] = facts_of(persona, set);  // known by sight: staff must tell whom the card means
    for (Json& fact : bought_of(persona, set)) card["facts"].push_back(std::move(fact));
    card["routine"] = week_part(persona, source);
    card["traits"] = trait_list(persona, source);
    if (!persona.traits.empty()) card["evidence"] = evidence_of(persona, set);
    card["to_find_out"] = Json::array();
    Json why = contact_block(negative.response, source, in_both("Why not, and what it costs", "왜 아닌가, 얼마가 드는가"));
    why["items"].push_back(in_both([&](Language language) {
        const ResponseTold told = told_of(negative.response, negatives, set.options.smallest_group);
        const std::string sure = percent_text(told.certainty, language, 1);
        return either(language, {"That a contact does not pay is ", told.at_least_certain ? "at least " : "", sure, " certain"}, {"연락 비용을 회수하지 못한다는 확신 ", sure, told.at_least_certain ? " 이상" : ""});
    }));
    const auto others = [&](Language language) { return perhaps_of_others(told_of(negative.response, negatives, set.options.smallest_group), negatives, set, language); };
    if (!others(Language::english).empty()) why["items"].push_back(in_both(others));
    Json rule{{"heading", in_both("The rule in words", "규칙")}, {"kind", "plain"}, {"items", Json::array()}};
    rule["items"].push_back(in_both([&](Language language) {
        const std::string name = title(persona, set, language), certainty = percent_text(negatives.options.certainty, language), from = percent_text(placed_from(set.segmentation.verdict), language);
        return either(language, {"Leave a lead alone when on the day of contact it is at least ", from, " certain to be “", name, "”. A kind is set aside only when it is ", certainty, " certain that contacts with it do not pay. Nobody has to reckon this: the page of leads and scores.csv say who is “set aside”"},
                      {"연락하는 날의 모습으로 보아 “", name, "”일 확률이 ", from, " 이상이면 연락하지 않습니다. 연락 비용을 회수하지 못한다고 ", certainty, " 이상 확신할 때만 제외합니다. 직접 계산할 필요 없이 리드 페이지와 scores.csv의 “연락 제외” 표시를 따르면 됩니다"});
    }));
    Json appeal{{"heading", in_both("How to appeal", "이의 제기")}, {"kind", "plain"}, {"items", Json::array()}};
    appeal["items"].push_back(in_both("If somebody asks to hear from you, contact them. Where staff know somebody better than this card does, they decide", "연락을 원하는 손님에게는 연락합니다. 손님을 더 잘 아는 직원이 있으면 이 카드보다 그 판단을 따릅니다"));
    card["action"] = Json::array({why, kind_block(negative, negatives.options, set), wrongly(negative, negatives, set.options.smallest_group), rule, appeal, expiry(source)});
    if (!persona.notes.empty()) card["action"].push_back(receive_block(persona));
    card["footer"] = footer_lines(source);
    return card;
}

}  // namespace dangol::inline v0::reporting
