using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Health;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace FedOnco.Agent.Tests;

/// <summary>Columns that a run left are kept for the next one, and given back once nobody asks any more.</summary>
public sealed class IdleMemoryTests : IDisposable
{
    private readonly SiteFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly AgentMetrics _metrics;
    private readonly Catalogue _catalogue;
    private readonly IdleMemory _memory;

    public IdleMemoryTests()
    {
        _folder.Write("d.csv", "age\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{20 + i}\n")));
        var dataset = new Dataset { Name = "d", Variables = { new Variable { Name = "age", Type = VariableType.Integer, Minimum = 0, Maximum = 100, Step = 1 } } };
        _catalogue = Catalogue.Open(_folder.Write("catalogue.yaml", "datasets:\n  d: {study: s, csv: d.csv}\n"), new Dictionary<string, Dictionary> { ["s"] = new() { Study = "s", Version = 1, Datasets = { dataset } } }, "a", new byte[32], new EngineSettings());
        _metrics = new AgentMetrics(_clock);
        _memory = new IdleMemory(Task.FromResult(_catalogue), _metrics, _clock);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Memory_QuietAfterARun_ForgetsItsColumns()
    {
        await _memory.StartAsync(TestContext.Current.CancellationToken);
        var column = Ask(ends: true);
        await PassAsync(IdleMemory.Quiet - TimeSpan.FromMinutes(1));
        Assert.True(IsKept(column));
        for (var i = 0; i < 500 && IsKept(column); i++) await PassAsync(TimeSpan.FromMinutes(1));
        Assert.False(IsKept(column));
    }

    [Fact]
    public async Task Memory_RunUnderWay_KeepsItsColumns()
    {
        await _memory.StartAsync(TestContext.Current.CancellationToken);
        var column = Ask(ends: false);
        await PassAsync(IdleMemory.Quiet * 3);
        Assert.True(IsKept(column));
    }

    [Fact]
    public async Task Memory_DataThatCannotBeOpened_EndsWithoutAWord()
    {
        using var memory = new IdleMemory(Task.FromException<Catalogue>(new FedOncoException(ErrorReason.WrongFile, "wrong")), _metrics, _clock);
        await memory.StartAsync(TestContext.Current.CancellationToken);
        await memory.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(memory.ExecuteTask.IsCompletedSuccessfully);
    }

    /// <summary>A run that reads a column; in a method of its own, so that nothing here holds it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Ask(bool ends)
    {
        var began = _metrics.Begin();
        using var source = _catalogue.Datasets[0].OpenAll(CancellationToken.None);
        Assert.True(MemoryMarshal.TryGetArray(source.Column("age"), out var segment));
        if (ends) _metrics.Ended(ByteString.Empty, began, ErrorReason.Unspecified);
        return new WeakReference(segment.Array);
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(20))
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            // The watch goes on in a thread of its own.
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsKept(WeakReference column)
    {
        GC.Collect();
        return column.IsAlive;
    }
}
