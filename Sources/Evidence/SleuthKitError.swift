import CSleuthKit
import Model

/// libtsk's last error as a cause.
func sleuthKitError(_ code: String, _ message: String, remedy: String? = nil) -> WinnowError {
    let cause = String(cString: csk_error_message())
    return WinnowError(code, message, remedy: remedy, cause: cause.isEmpty ? nil : cause)
}
