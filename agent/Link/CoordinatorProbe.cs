using System.Security.Authentication;

namespace FedOnco.Agent.Link;

/// <summary>Asks the coordinator whether it is ready: a GET without content, through the proxy that HTTPS_PROXY names too.</summary>
internal static class CoordinatorProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="address">https://host:port.</param>
    /// <param name="authorities">Of which one must have signed its certificate.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static async Task<CoordinatorAnswer> AskAsync(string address, PinnedAuthorities authorities, CancellationToken cancellationToken)
    {
        try
        {
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = authorities.Vouch;
            using var client = new HttpClient(handler) { Timeout = Patience, DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await client.GetAsync(new Uri(new Uri(address), "/health/ready"), cancellationToken).ConfigureAwait(false);
            return new CoordinatorAnswer((int)answer.StatusCode, answer.Headers.Date, false);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            return new CoordinatorAnswer(null, null, failed.InnerException is AuthenticationException);
        }
    }
}
