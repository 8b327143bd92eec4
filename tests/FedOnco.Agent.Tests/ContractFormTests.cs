using FedOnco.Agent.Gate;
using FedOnco.Language;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.Tests;

/// <summary>An offer from the network may hold anything: what no rule could look at ends by name.</summary>
public sealed class ContractFormTests
{
    [Fact]
    public void Require_WholeOffer_GoesOn() => ContractForm.Require(Offer(), Contract());

    [Theory]
    [InlineData("run id")]
    [InlineData("no analysis")]
    [InlineData("snapshots")]
    [InlineData("refreshes")]
    [InlineData("refreshes that are none")]
    [InlineData("formula without a right side")]
    public void Require_PartMissing_IsProtocol(string what)
    {
        var (offer, contract) = (Offer(), Contract());
        switch (what)
        {
            case "run id": offer.Run = ByteString.CopyFrom(new byte[15]); break;
            case "no analysis": contract.Question.Analysis = null; break;
            case "snapshots": contract.SnapshotHashes.RemoveAt(0); break;
            case "refreshes": contract.Refreshes.Add(1); break;
            case "refreshes that are none": contract.Refreshes.AddRange([0, 0]); break;
            case "formula without a right side": contract.Question.Analysis.Lm.Formula.Right = null; break;
        }

        Assert.Equal(ErrorReason.Protocol, Assert.Throws<FedOncoException>(() => ContractForm.Require(offer, contract)).Reason);
    }

    [Fact]
    public void Earlier_WholeCohort_IsRead() => Assert.Equal(Entry(), ContractForm.Earlier(Entry().ToByteString()));

    [Theory]
    [InlineData("rows")]
    [InlineData("condition that is none")]
    [InlineData("snapshots")]
    [InlineData("refreshes")]
    [InlineData("bytes")]
    public void Earlier_PartMissing_IsProtocol(string what)
    {
        var entry = Entry();
        switch (what)
        {
            case "rows": entry.Cohort = null; break;
            case "condition that is none": entry.Cohort.Subset = new Expression(); break;
            case "snapshots": entry.SnapshotHashes.Clear(); break;
            case "refreshes": entry.Refreshes.AddRange([0, 0]); break;
        }

        var bytes = what == "bytes" ? ByteString.CopyFrom(10, 200, 1) : entry.ToByteString();
        Assert.Equal(ErrorReason.Protocol, Assert.Throws<FedOncoException>(() => ContractForm.Earlier(bytes)).Reason);
    }

    private static HistoryEntry Entry() => new() { Cohort = new CohortSpec(), Sites = { "a", "b" }, SnapshotHashes = { ByteString.CopyFrom(1), ByteString.CopyFrom(2) } };

    private static RunOffer Offer() => new() { Run = ByteString.CopyFrom(new byte[16]) };

    private static Contract Contract() => new()
    {
        Question = CallLanguage.Parse("lm(y ~ x, data = d)").Question,
        Sites = { "a", "b" },
        SnapshotHashes = { ByteString.CopyFrom(1), ByteString.CopyFrom(2) },
    };
}
