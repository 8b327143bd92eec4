using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Audit;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.Tests;

/// <summary>A run is offered to all its sites, or its hellos go to all of them, before another run does either: each site sees the heads of its peers' logs in one order.</summary>
public sealed class OfferingTests : IDisposable
{
    private static readonly string[] Sites = ["s1", "s2"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly ConnectedSites _connected = new();
    private readonly Dictionary<string, IAsyncEnumerator<FromCoordinator>> _streams = [];
    private readonly LiveRun _live = new(new Run { Id = "r", Progress = { Sites.Select(s => new SiteProgress { Site = s }) } });
    private readonly Store _store;
    private readonly CoordinatorDiary _diary;

    public OfferingTests()
    {
        _store = Store.Open(_folder);
        _diary = new CoordinatorDiary(_store, TimeProvider.System);
        foreach (var site in Sites)
        {
            var stream = new ConnectedSite(site, 0);
            _connected.Add(stream);
            _streams[site] = stream.OutgoingAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _live.Dispose();
        _diary.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Offer_WhileHellosOfAnotherRunAreSent_WaitsForTheLastOfThem()
    {
        var clock = new StageClock(() => false);
        Task? run = null;
        // Runs until its first message is waited for, on a thread of its own.
        var thread = new Thread(() => run = AttemptAsync(clock));
        lock (_connected.Offering)
        {
            _connected.TrySend("s1", HellosOfAnother);
            thread.Start();
            Await(() => IsBlocked(thread) || !thread.IsAlive);
            _connected.TrySend("s2", HellosOfAnother);
        }

        thread.Join();
        foreach (var site in Sites)
        {
            Assert.NotNull((await NextAsync(site)).Hellos);
            Assert.NotNull((await NextAsync(site)).Offer);
        }

        await EndAsync(run!); // The thread has ended.
    }

    [Fact]
    public async Task Hellos_WhileAnotherRunIsOffered_WaitForTheLastOffer()
    {
        // The last hello is there: what comes next is the beginning of the next stage, and then the hellos.
        var clock = new StageClock(() => _live.Snapshot.Progress.All(p => p.Stage == "hello"));
        var run = AttemptAsync(clock);
        var offers = new Dictionary<string, RunOffer>();
        foreach (var site in Sites) offers[site] = (await NextAsync(site)).Offer;
        lock (_connected.Offering)
        {
            _connected.TrySend("s1", OfferOfAnother);
            foreach (var site in Sites)
            {
                var taken = _connected.DeliverAsync(site, new FromAgent { Hello = new SiteHello { Run = offers[site].Run, Site = site } });
                Assert.True(taken.IsCompletedSuccessfully);
            }

            Await(() => clock.Reached is { } thread && (IsBlocked(thread) || clock.Times > 1));
            _connected.TrySend("s2", OfferOfAnother);
        }

        foreach (var site in Sites)
        {
            Assert.NotNull((await NextAsync(site)).Offer);
            Assert.Equal(2, (await NextAsync(site)).Hellos.Hellos_.Count);
        }

        await EndAsync(run);
    }

    private static FromCoordinator HellosOfAnother => new() { Hellos = new Hellos { Run = ByteString.CopyFromUtf8("another") } };

    private static FromCoordinator OfferOfAnother => new() { Offer = new RunOffer { Run = ByteString.CopyFromUtf8("another") } };

    private static bool IsBlocked(Thread thread) => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin);

    private static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience));

    private Task<(Result Result, Provenance Provenance)> AttemptAsync(TimeProvider clock)
    {
        var contract = new Contract { Sites = { Sites } };
        var open = new OpenContract(new RunOffer { Contract = contract.ToByteString() }, contract, new Dataset(), new Roster());
        return new RunAttempt(_live, open, _connected, new RecordedTotals(_store), _diary, new RunOptions(), clock).RunAsync();
    }

    private async Task<FromCoordinator> NextAsync(string site)
    {
        var stream = _streams[site];
        Assert.True(await stream.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        return stream.Current;
    }

    private async Task EndAsync(Task run)
    {
        _live.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    /// <summary>The machine's clock, which keeps the thread that asks for the time once something has happened, and how often it was asked since.</summary>
    private sealed class StageClock(Func<bool> hasHappened) : TimeProvider
    {
        private volatile Thread? _reached;
        private int _times;

        public Thread? Reached => _reached;

        public int Times => Volatile.Read(ref _times);

        public override long GetTimestamp()
        {
            if (hasHappened())
            {
                _reached ??= Thread.CurrentThread;
                Interlocked.Increment(ref _times);
            }

            return base.GetTimestamp();
        }
    }
}
