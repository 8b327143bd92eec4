using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FedOnco.Coordinator.Oidc;

/// <summary>The identity provider's public keys, fetched at the start, every ten minutes, and when a token names another; the last good ones hold meanwhile.</summary>
/// <remarks>Source: OpenID Connect Discovery 1.0, section 4; RFC 7517 (JWK sets).</remarks>
internal sealed partial class OidcKeys(OidcOptions options, HttpClient http, TimeProvider clock, ILogger<OidcKeys> log) : BackgroundService
{
    private const int MostBytes = 1 << 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);

    // Tokens of strangers must not make this coordinator ask the provider all the time, or let others wait.
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(5);

    private readonly Lock _asking = new();
    private volatile IReadOnlyList<SecurityKey> _keys = [];
    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private Task _again = Task.CompletedTask;

    public IReadOnlyList<SecurityKey> Keys => _keys;

    /// <summary>Fetches the keys once.</summary>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        using var discovery = JsonDocument.Parse(await TextAsync(new Uri(options.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration"), cancellationToken).ConfigureAwait(false));
        var root = discovery.RootElement;
        if (Field("issuer")?.TrimEnd('/') != options.Issuer.AbsoluteUri.TrimEnd('/')) throw new JsonException("The document is of another issuer.");
        if (!Uri.TryCreate(Field("jwks_uri"), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps) throw new JsonException("jwks_uri is no https address.");
        var keys = new JsonWebKeySet(await TextAsync(address, cancellationToken).ConfigureAwait(false)).GetSigningKeys();
        // Shared secrets have no place in a published set.
        _keys = [.. keys.Where(k => k is not SymmetricSecurityKey)];

        string? Field(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    /// <summary>Fetches them because a token names a key that is not here, at most twice a minute; never fails.</summary>
    public Task FetchAgainAsync()
    {
        lock (_asking)
        {
            var now = clock.GetUtcNow();
            if (now - _asked < LeastPause) return _again;
            _asked = now;
            return _again = AgainAsync();
        }

        // Whoever waits goes on after a while; the fetch itself ends later and says so.
        async Task AgainAsync() => await ((Task)TryFetchAsync(CancellationToken.None)).WaitAsync(MostWait, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryFetchAsync(stoppingToken).ConfigureAwait(false) ? Interval : Retry;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryFetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FetchAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or ArgumentException or IOException or OperationCanceledException)
        {
            if (failed is not OperationCanceledException || !cancellationToken.IsCancellationRequested) LogFailed(log, options.Issuer, failed.GetType().Name);
            return false;
        }
    }

    private async Task<string> TextAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(address, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken).ConfigureAwait(false);
        return await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of {Issuer} cannot be fetched ({Fault}); people with its tokens may be turned away")]
    private static partial void LogFailed(ILogger log, Uri issuer, string fault);
}
