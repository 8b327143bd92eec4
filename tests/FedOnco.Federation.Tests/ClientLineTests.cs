using System.Net;
using System.Net.Sockets;
using FedOnco.Client;
using FedOnco.Federation.Tests.Faults;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests;

/// <summary>A client whose connection breaks before its call was sent.</summary>
public sealed class ClientLineTests
{
    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", _ => "x\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n")));

    [Fact]
    public async Task Submit_ConnectionCutInItsHandshake_IsSubmittedOnce()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        await using var line = new Line(federation.Address, TimeSpan.Zero);
        using var client = federation.Client(address: line.Address);
        line.Cut();
        var run = client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        line.Mend();
        Assert.Equal(RunState.Completed, (await run).State);
        Assert.Single(await client.ListAsync("", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Submit_NobodyListens_IsRefusedAtOnce()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"https://{free.LocalEndpoint}";
        free.Stop();
        using var client = federation.Client(address: address);
        var fault = await Assert.ThrowsAsync<FedOncoException>(() => client.SubmitAsync("", "count(data = d)", TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal((ErrorReason.CannotConnect, $"{address} cannot be reached: nothing listens there. Check the address and that the coordinator runs."), (fault.Reason, fault.Message));
    }
}
