using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace FedOnco.Client;

/// <summary>Which failures are worth another try: the connection broke before the coordinator read a word, so nothing can be done twice.</summary>
internal sealed class Reach
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private readonly long _since = Stopwatch.GetTimestamp();

    /// <summary>Waits a moment and says whether to try again.</summary>
    public async Task<bool> TryAgainAsync(RpcException failed)
    {
        if (!WasNotMade(failed.Status.DebugException) || Stopwatch.GetElapsedTime(_since) > Patience) return false;
        await Task.Delay(Pause).ConfigureAwait(false);
        return true;
    }

    /// <summary>No answer to the handshake in time, or cut in it: a busy coordinator or line. Refused, unknown and untrusted stay what they are.</summary>
    private static bool WasNotMade(Exception? cause)
    {
        if (cause is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError }) return false;
        for (var inner = cause.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException or SocketException { SocketErrorCode: SocketError.ConnectionRefused }) return false;
        }

        return true;
    }
}
