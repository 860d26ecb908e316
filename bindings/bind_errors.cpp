#include "bindings.hpp"
#include "error_text.hpp"

#include <dangol/core/error.hpp>

#include <exception>

namespace dangol::python {
namespace {

void raise(const char* type, const Error& error) {
    const py::object exception = py::module_::import("dangol.errors").attr(type);
    set_error(exception.ptr(), error.text());
}

/// Every error of ours under its own name; those of the standard library are pybind11's work.
void translate(std::exception_ptr thrown) {
    try {
        if (thrown) std::rethrow_exception(thrown);
    } catch (const InvalidArgument& error) {
        raise("InvalidArgument", error);
    } catch (const UnknownColumn& error) {
        raise("UnknownColumn", error);
    } catch (const UnknownLevel& error) {
        raise("UnknownLevel", error);
    } catch (const ColumnKindMismatch& error) {
        raise("ColumnKindMismatch", error);
    } catch (const ProtectedAttribute& error) {
        raise("ProtectedAttribute", error);
    } catch (const FutureLeak& error) {
        raise("FutureLeak", error);
    } catch (const InsufficientData& error) {
        raise("InsufficientData", error);
    } catch (const BadArchive& error) {
        raise("BadArchive", error);
    } catch (const BadInput& error) {
        raise("BadInput", error);
    } catch (const Cancelled& error) {
        raise("Cancelled", error);
    }
}

}  // namespace

void bind_errors(py::module_&) { py::register_exception_translator(translate); }

}  // namespace dangol::python
