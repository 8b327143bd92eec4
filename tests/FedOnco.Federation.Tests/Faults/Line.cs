using System.Net;
using System.Net.Sockets;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>A network line in user space: passes bytes on, late, in fits, not at all, or is cut.</summary>
internal sealed class Line : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly TimeSpan _length;
    private volatile IPEndPoint _far;
    private volatile bool _isCut;
    private volatile bool _isHalfOpen;

    /// <param name="far">https://host:port where it leads.</param>
    /// <param name="length">Time that a byte takes in each direction.</param>
    public Line(string far, TimeSpan length)
    {
        _far = EndPoint(far);
        _length = length;
        Mend();
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Time that a byte takes in each direction.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether every third packet is half a second late.</summary>
    public bool Stalls { get; set; }

    /// <summary>The test holds every byte back while it strikes.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Where it begins, as an agent is told.</summary>
    public string Address => $"https://{_listener.LocalEndpoint}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Leads to another coordinator from now on.</summary>
    public void Lead(string address)
    {
        _far = EndPoint(address);
        CloseAll();
    }

    /// <summary>Connections end at once and none is made until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _isCut = true;
        CloseAll();
    }

    /// <summary>Half-open: connections stay, no byte comes through.</summary>
    public void HalfOpen() => _isHalfOpen = true;

    public void Mend()
    {
        _isCut = _isHalfOpen = Stalls = false;
        Latency = _length;
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        CloseAll();
    }

    private static IPEndPoint EndPoint(string address) => IPEndPoint.Parse(address["https://".Length..]);

    private void CloseAll()
    {
        lock (_lock)
        {
            foreach (var client in _open) client.Dispose();
            _open.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_closed.Token);
                if (_isCut) near.Dispose();
                else _ = JoinAsync(near);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line was taken down.
        }
    }

    private async Task JoinAsync(TcpClient near)
    {
        var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await far.ConnectAsync(_far, _closed.Token);
            lock (_lock) _open.AddRange([near, far]);
            await Task.WhenAny(PassAsync(near.GetStream(), far.GetStream()), PassAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        int length;
        for (var packet = 1; (length = await from.ReadAsync(buffer, _closed.Token)) > 0; packet++)
        {
            if (Latency > TimeSpan.Zero) await Task.Delay(Latency, _closed.Token);
            if (Stalls && packet % 3 == 0) await Task.Delay(TimeSpan.FromSeconds(0.5), _closed.Token);
            while (IsHeld || _isHalfOpen) await Task.Delay(Look, _closed.Token);
            await to.WriteAsync(buffer.AsMemory(0, length), _closed.Token);
        }
    }
}
