package dev.postern.broker.identity;

/// What the identity provider said when it was asked about a device code.
///
/// Source: RFC 8628 section 3.5.
sealed interface DeviceProgress {

    /// The person has not finished.
    record Pending() implements DeviceProgress {}

    /// The person has not finished, and the provider is asked too often.
    record SlowDown() implements DeviceProgress {}

    /// The provider could not be asked now; it may be asked again, later.
    ///
    /// @param text for people
    record Unanswered(String text) implements DeviceProgress {}

    /// The person has signed in, and the id_token holds.
    record SignedIn(Person person) implements DeviceProgress {}

    /// What a refusal of the token endpoint says.
    ///
    /// @throws SignInException the person will not be signed in with this code
    static DeviceProgress refused(ProviderHttp.Answer answer) throws SignInException {
        String error = answer.body().get("error") instanceof String text ? text : "";
        return switch (error) {
            case "authorization_pending" -> new Pending();
            case "slow_down" -> new SlowDown();
            // Entra ID has a word of its own.
            case "access_denied", "authorization_declined" ->
                    throw new SignInException(
                            "device_denied",
                            "The login was denied at the identity provider.",
                            DeviceSignIn.AGAIN);
            case "expired_token" -> throw DeviceSignIn.expired();
            default -> {
                if (answer.status() == 429) {
                    yield new SlowDown();
                }
                throw DeviceCode.refused(answer.body());
            }
        };
    }
}
