#include <dangol/dangol.hpp>

#include <cstdio>

double own_eigen();
dangol::Segmentation kinds_of_a_small_shop();

// Prints what dangol found, every bit of it: the same in each program, whatever its flags.
int main() {
    if (dangol::version() != dangol::version_text) return 1;
#ifdef WITH_OWN_EIGEN
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
    if (own_eigen() != 6.0) return 2;
#endif
    const dangol::Segmentation kinds = kinds_of_a_small_shop();
    if (kinds.verdict != dangol::Verdict::natural || kinds.mixture.segment_count() != 2) return 3;
    for (const dangol::SegmentCountTrial& trial : kinds.trials) std::printf("%a ", trial.bic);
    for (const double gain : kinds.null_test->null_gains) std::printf("%a ", gain);
}
