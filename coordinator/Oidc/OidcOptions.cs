using FedOnco.Protos;

namespace FedOnco.Coordinator.Oidc;

/// <summary>An identity provider whose tokens people may show.</summary>
/// <param name="Issuer">https address; also the value of "iss".</param>
/// <param name="Audience">The value that "aud" must hold.</param>
/// <param name="Claim">The claim that holds a person's name.</param>
internal sealed record OidcOptions(Uri Issuer, string Audience, string Claim)
{
    /// <returns>Null where no issuer is given.</returns>
    /// <exception cref="FedOncoException">WrongArgument.</exception>
    public static OidcOptions? Of(string? issuer, string? audience, string claim)
    {
        if (issuer is null && audience is null) return null;
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps) throw new FedOncoException(ErrorReason.WrongArgument, "--oidc-issuer is the https address of the identity provider.");
        if (string.IsNullOrEmpty(audience)) throw new FedOncoException(ErrorReason.WrongArgument, "--oidc-audience is needed with --oidc-issuer: without it a token for any other service would be good here.");
        if (claim.Length == 0) throw new FedOncoException(ErrorReason.WrongArgument, "--oidc-claim names a claim.");
        return new OidcOptions(address, audience, claim);
    }
}
