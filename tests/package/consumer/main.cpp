#include <dangol/dangol.hpp>

#include <cstdio>

double own_eigen();
std::size_t kinds_of_a_small_shop();

int main() {
    if (dangol::version() != dangol::version_text) return 1;
#ifdef WITH_OWN_EIGEN
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
    if (own_eigen() != 6.0) return 2;
#endif
    if (kinds_of_a_small_shop() != 2) return 3;
    std::printf("dangol %s\n", dangol::version().data());
}
