#pragma once
#include <string_view>
inline constexpr std::string_view golden_table_1 = "";
inline constexpr std::string_view golden_study_1 = "";
inline constexpr double golden_log_odds_1 = 0;
