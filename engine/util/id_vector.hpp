// id_vector.hpp
//
// IdVector is a vector that holds one value for each number of a kind: the counts of each table,
// the rule of each reference. It is indexed by that kind of number alone, so that the values of
// tables cannot be looked up by the number of a reference.
//
// Thread-safety: as std::vector.
#pragma once

#include "util/identifier.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <ranges>
#include <utility>
#include <vector>

namespace subset {

template <typename Id, typename T>
class IdVector {
public:
    IdVector() = default;
    explicit IdVector(std::size_t size) : values_(size) {}
    IdVector(std::size_t size, const T& value) : values_(size, value) {}
    IdVector(std::initializer_list<T> values) : values_{values} {}
    explicit IdVector(std::vector<T> values) : values_{std::move(values)} {}

    // Throws: at() alone: std::out_of_range.
    [[nodiscard]] decltype(auto) operator[](Id id) { return values_[index_of(id)]; }
    [[nodiscard]] decltype(auto) operator[](Id id) const { return values_[index_of(id)]; }
    [[nodiscard]] decltype(auto) at(Id id) { return values_.at(index_of(id)); }
    [[nodiscard]] decltype(auto) at(Id id) const { return values_.at(index_of(id)); }

    // All numbers that it has a value for, in their order.
    [[nodiscard]] auto ids() const {
        return std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(size())) |
               std::views::transform([](std::uint32_t number) { return Id{number}; });
    }

    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
    [[nodiscard]] auto begin() noexcept { return values_.begin(); }
    [[nodiscard]] auto end() noexcept { return values_.end(); }
    [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
    [[nodiscard]] auto end() const noexcept { return values_.end(); }
    [[nodiscard]] decltype(auto) front() { return values_.front(); }
    [[nodiscard]] decltype(auto) front() const { return values_.front(); }
    [[nodiscard]] decltype(auto) back() { return values_.back(); }
    [[nodiscard]] decltype(auto) back() const { return values_.back(); }

    void reserve(std::size_t size) { values_.reserve(size); }
    void resize(std::size_t size) { values_.resize(size); }
    void assign(std::size_t size, const T& value) { values_.assign(size, value); }
    void push_back(T value) { values_.push_back(std::move(value)); }
    template <typename... Arguments>
    decltype(auto) emplace_back(Arguments&&... arguments) {
        return values_.emplace_back(std::forward<Arguments>(arguments)...);
    }

    friend bool operator==(const IdVector&, const IdVector&) = default;

private:
    std::vector<T> values_;
};

}  // namespace subset
