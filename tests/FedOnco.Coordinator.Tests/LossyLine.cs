using System.Net;
using System.Net.Sockets;

namespace FedOnco.Coordinator.Tests;

/// <summary>A line to a database server that breaks around a commit: before the server has it, or before its answer is back.</summary>
internal sealed class LossyLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private Break _next;

    public LossyLine(int server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public enum Break
    {
        None,
        BeforeCommit,
        AfterCommit,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Commits whose line broke.</summary>
    public int Broken { get; private set; }

    /// <summary>Breaks at the next commit, once.</summary>
    public void BreakNext(Break how) => _next = how;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            var isHeld = false;
            var back = Task.Run(async () =>
            {
                var answer = new byte[65536];
                for (int read; (read = await server.GetStream().ReadAsync(answer)) > 0;)
                {
                    if (isHeld) return;
                    await client.GetStream().WriteAsync(answer.AsMemory(0, read));
                }
            });
            var bytes = new byte[65536];
            for (int read; (read = await client.GetStream().ReadAsync(bytes)) > 0;)
            {
                var how = bytes.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0 ? _next : Break.None;
                if (how != Break.None)
                {
                    _next = Break.None;
                    Broken++;
                    if (how == Break.BeforeCommit) return;
                    isHeld = true;
                }

                await server.GetStream().WriteAsync(bytes.AsMemory(0, read));
                if (!isHeld) continue;
                await back;
                return;
            }
        }
    }
}
