// given_names.hpp
//
// Given names that are common where one of the eight languages is spoken, by which values are taken
// for names of people. Words that are as often something else (Rose, Paris, May) are left out.
//
// Thread-safety: constants.
#pragma once

#include <string_view>

namespace subset {

// In small letters, one blank between two. A question mark stands for letters beyond ASCII, which
// not every encoding has.
extern const std::string_view given_names;

}  // namespace subset
