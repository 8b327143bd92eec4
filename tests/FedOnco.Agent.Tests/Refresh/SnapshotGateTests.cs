using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests.Refresh;

/// <summary>A coordinator that tells of refreshes otherwise than they were, and sites that do not refresh together.</summary>
public sealed class SnapshotGateTests : IDisposable
{
    private const string All = "count(data = d)";

    private readonly RefreshedStudy _study = new();

    public void Dispose() => _study.Dispose();

    private RefreshedSite Site => _study.Sites[0];

    [Fact]
    public void OneSite_ThatRefreshesAlone_EndsCallsAtEverySite()
    {
        Assert.Equal("answered", _study.Ask(All));
        _study.Clock.Advance(TimeSpan.FromDays(91));
        _study.Sites[1].Refresh(RefreshedStudy.Data(_study.Sites[1], rows => rows.AddRange(Enumerable.Range(0, 20).Select(i => (int[])[1900 + i, 0, 1, 1, 1]))));
        var contract = _study.Contract(All);
        foreach (var site in _study.Sites) Assert.Equal("HISTORY_UNAVAILABLE", Refusal(site, contract));
        // Told as if nothing had happened: the site itself does not go on.
        contract.Refreshes.Clear();
        Assert.Equal("POLICY", Refusal(_study.Sites[1], contract));
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, contract));
    }

    /// <summary>The coordinator says that b refreshed, with a snapshot of its own making.</summary>
    [Fact]
    public void Refresh_ThatASiteNeverMade_IsRefusedThere()
    {
        Assert.Equal("answered", _study.Ask(All));
        var contract = _study.Contract(All);
        contract.Refreshes.AddRange([1, 1, 1]);
        contract.SnapshotHashes[1] = ByteString.CopyFrom(new byte[32]);
        foreach (var site in _study.Sites) Assert.Equal("POLICY", Refusal(site, contract));
        contract.Refreshes.Clear();
        contract.Refreshes.AddRange([0, 1, 0]);
        foreach (var site in _study.Sites) Assert.NotEqual("", Refusal(site, contract));
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, contract));
    }

    /// <summary>Nothing changed at a but the number: the old contract is still one of before.</summary>
    [Fact]
    public void Contract_OfBeforeTheRefresh_IsRefusedAfterIt()
    {
        var old = _study.Contract(All);
        Assert.Equal("answered", _study.Ask(All));
        _study.Refresh((_, _) => { });
        old.HistoryHash = ByteString.CopyFrom(History.Hash(_study.History));
        old.Expires = _study.Contract(All).Expires;
        Assert.Equal("POLICY", Refusal(Site, old));
    }

    [Fact]
    public void History_OfALaterRefreshThanTheContract_IsRefused()
    {
        Assert.Equal("answered", _study.Ask(All));
        var later = _study.History[0].Clone();
        later.Refreshes.AddRange([0, 1, 0]);
        later.SnapshotHashes[1] = ByteString.CopyFrom(1);
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, _study.Contract(All), [.. _study.History, later]));
    }

    /// <summary>Answered before the refresh, and its rows are gone: nothing can be kept apart from it.</summary>
    [Fact]
    public void History_BeforeTheRefreshWithoutItsRows_IsUnavailable()
    {
        Assert.Equal("answered", _study.Ask(All));
        _study.Refresh((_, _) => { });
        Assert.Equal("", Refusal(Site, _study.Contract(All)));
        var lost = _study.History[0].Clone();
        lost.Cohort.Subset = _study.Contract("count(data = d, subset = g == 1)").Question.Subset;
        lost.SnapshotHashes[0] = ByteString.CopyFrom(new byte[32]);
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, _study.Contract(All), [.. _study.History, lost]));
    }

    /// <summary>A contract was made before the refresh and never reached the sites: no sum of it came about, and it does not end the study.</summary>
    [Fact]
    public void History_ThatThisSiteNeverSaw_HadNoRowsHere()
    {
        Assert.Equal("answered", _study.Ask(All));
        var missed = _study.History[0].Clone();
        missed.State = CohortState.Unspecified;
        missed.Cohort.Subset = _study.Contract("count(data = d, subset = g == 1)").Question.Subset;
        _study.Refresh((site, rows) => rows.AddRange(Enumerable.Range(0, 5).Select(i => (int[])[1000 * (site.Name[0] - 'a') + 500 + i, 2, i, i, i])));
        var answered = missed.Clone();
        answered.State = CohortState.Answered;
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, _study.Contract(All), [.. _study.History, answered]));
        _study.History.Add(missed);
        Assert.Equal("answered", _study.Ask(All));
        // The site remembers it now, as one that it never summed.
        Assert.Equal("answered", _study.Ask("count(data = d, subset = g == 0)"));
    }

    [Fact]
    public void StrictDifferencing_DoesNotGoOnOverARefresh()
    {
        Assert.Equal("answered", _study.Ask(All));
        _study.Refresh((_, rows) => rows.Reverse());
        var contract = _study.Contract(All);
        Assert.Equal("", Refusal(Site, contract));
        contract.Terms.Differencing = Differencing.Strict;
        Assert.Equal("HISTORY_UNAVAILABLE", Refusal(Site, contract));
    }

    private string Refusal(RefreshedSite site, Contract contract, IReadOnlyList<HistoryEntry>? history = null)
    {
        history ??= _study.History;
        contract.HistoryHash = ByteString.CopyFrom(History.Hash(history));
        using var models = new TrainedModels(site.State);
        try
        {
            new ContractGate(site.Name, site.Policy, site.Catalogue, site.Ledger, models, new SnapshotGate(site.Name, site.Kept), _study.Clock).Admit(contract, [.. history.Select(e => e.ToByteString())]);
            return "";
        }
        catch (FedOncoException refused)
        {
            return refused.Reason.WireName();
        }
    }
}
