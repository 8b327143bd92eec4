using FedOnco.Agent.State;
using FedOnco.Analyses.Disclosure;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests;

public sealed class CohortLedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Admit_AfterAReopening_IsRemembered()
    {
        using (var ledger = new CohortLedger(_folder)) ledger.Admit([1], "s", "d", [Entry("a"), Entry("b")]);
        using var again = new CohortLedger(_folder);
        Assert.Equal(2, again.Entries("s", "d").Count);
        Assert.True(again.Knows([1]));
        Assert.Empty(again.Entries("s", "other"));
        Assert.All(again.Entries("s", "d"), e => Assert.Equal((CohortState.Unspecified, true), (e.State, e.IsOwn("x"))));
    }

    [Fact]
    public void Mark_AnsweredOnce_StaysAnswered()
    {
        using (var ledger = new CohortLedger(_folder))
        {
            ledger.Admit([1], "s", "d", [Entry("a")]);
            ledger.Mark("s", "d", [Entry("a").Entry], CohortState.Refused);
            Assert.Equal(CohortState.Refused, ledger.Entries("s", "d").Single().State);
            ledger.Mark("s", "d", [Entry("a").Entry], CohortState.Answered);
            ledger.Mark("s", "d", [Entry("a").Entry], CohortState.Refused);
        }

        using var again = new CohortLedger(_folder);
        Assert.Equal(CohortState.Answered, again.Entries("s", "d").Single().State);
    }

    [Fact]
    public void Models_OfASet_AreCountedOnce()
    {
        using var ledger = new CohortLedger(_folder);
        Assert.Equal(1, ledger.ModelsWith("s", "d", [9], [1]));
        ledger.AddModel("s", "d", [9], [1]);
        ledger.AddModel("s", "d", [9], [1]);
        Assert.Equal(1, ledger.ModelsWith("s", "d", [9], [1]));
        Assert.Equal(2, ledger.ModelsWith("s", "d", [9], [2]));
        Assert.Equal(1, ledger.ModelsWith("s", "d", [8], [2]));
    }

    private static (byte[] Hash, HistoryEntry Entry) Entry(string variable)
    {
        var entry = new HistoryEntry { Cohort = new CohortSpec { Complete = { new Expression { Variable = variable } } }, Sites = { "x", "y" } };
        return (History.Hash(entry), entry);
    }
}
