using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedOnco.Coordinator.Oidc;

/// <summary>
/// Tokens of the identity provider: who she is comes from there, what she may do from this coordinator's own list of people.
/// A name that is not on it may do nothing.
/// </summary>
/// <remarks>Source: RFC 7519 (JWT), RFC 8725 (best practice: fixed algorithms, issuer and audience always compared).</remarks>
internal sealed class OidcTokens(OidcOptions options, OidcKeys keys, Store store, TimeProvider clock)
{
    private const int MostLength = 16_384;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Three parts of base64url: nothing that API tokens look like.</summary>
    public static bool LooksLikeOne(string token) => token.Count(c => c == '.') == 2;

    /// <exception cref="FedOncoException">NotAuthorised, TokenExpired.</exception>
    public async Task<Person> PersonAsync(string token)
    {
        if (token.Length > MostLength) throw NotGood("it is too long");
        if (token.EndsWith('.')) throw NotGood("it is not signed");
        var found = await _handler.ValidateTokenAsync(token, Rules()).ConfigureAwait(false);
        if (found.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have changed its keys since they were fetched.
            await keys.FetchAgainAsync().ConfigureAwait(false);
            found = await _handler.ValidateTokenAsync(token, Rules()).ConfigureAwait(false);
        }

        if (found.Exception is SecurityTokenExpiredException) throw new FedOncoException(ErrorReason.TokenExpired, $"The token of {options.Issuer} has expired. Log in there again.");
        if (!found.IsValid) throw NotGood(keys.Keys.Count == 0 ? "the keys of the identity provider are not here yet" : Why(found.Exception));
        var name = found.Claims.TryGetValue(options.Claim, out var claimed) ? claimed as string : null;
        if (string.IsNullOrEmpty(name)) throw NotGood($"it has no claim {options.Claim}");
        return store.FindPerson(name) ?? throw new FedOncoException(ErrorReason.NotAuthorised, $"{name} is known to {options.Issuer} and not here. The administrator adds people with `fedonco-coordinator person add`.");
    }

    private TokenValidationParameters Rules() => new()
    {
        ValidIssuers = [options.Issuer.AbsoluteUri, options.Issuer.AbsoluteUri.TrimEnd('/')],
        ValidAudience = options.Audience,
        IssuerSigningKeys = keys.Keys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ClockSkew = Skew,
        LifetimeValidator = (from, until, _, _) => until is { } end && Lives(from, end),
    };

    private bool Lives(DateTime? from, DateTime until)
    {
        // Of now: a token without a beginning comes with the earliest time that there is, from which nothing can be taken.
        var now = clock.GetUtcNow().UtcDateTime;
        if (until <= now - Skew) throw new SecurityTokenExpiredException();
        return from is null || from.Value <= now + Skew;
    }

    private string Why(Exception? fault) => fault switch
    {
        SecurityTokenInvalidIssuerException => "it is of another issuer",
        SecurityTokenInvalidAudienceException => $"it is for another service: its audience is not {options.Audience}",
        SecurityTokenInvalidLifetimeException => "its time has not come, or it has no end",
        SecurityTokenSignatureKeyNotFoundException => "the key that signed it is none that the identity provider publishes",
        _ => "its signature is not right",
    };

    private FedOncoException NotGood(string why) => new(ErrorReason.NotAuthorised, $"The token of {options.Issuer} is not good here: {why}. Log in there again.");
}
