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
    [InlineData("formula without a right side")]
    [InlineData("earlier cohort without rows")]
    [InlineData("earlier condition that is none")]
    [InlineData("earlier snapshots")]
    public void Require_PartMissing_IsProtocol(string what)
    {
        var (offer, contract) = (Offer(), Contract());
        switch (what)
        {
            case "run id": offer.Run = ByteString.CopyFrom(new byte[15]); break;
            case "no analysis": contract.Question.Analysis = null; break;
            case "snapshots": contract.SnapshotHashes.RemoveAt(0); break;
            case "formula without a right side": contract.Question.Analysis.Lm.Formula.Right = null; break;
            case "earlier cohort without rows": offer.History[0].Cohort = null; break;
            case "earlier condition that is none": offer.History[0].Cohort.Subset = new Expression(); break;
            case "earlier snapshots": offer.History[0].SnapshotHashes.Clear(); break;
        }

        Assert.Equal(ErrorReason.Protocol, Assert.Throws<FedOncoException>(() => ContractForm.Require(offer, contract)).Reason);
    }

    private static RunOffer Offer() => new()
    {
        Run = ByteString.CopyFrom(new byte[16]),
        History = { new HistoryEntry { Cohort = new CohortSpec(), Sites = { "a", "b" }, SnapshotHashes = { ByteString.CopyFrom(1), ByteString.CopyFrom(2) } } },
    };

    private static Contract Contract() => new()
    {
        Question = CallLanguage.Parse("lm(y ~ x, data = d)").Question,
        Sites = { "a", "b" },
        SnapshotHashes = { ByteString.CopyFrom(1), ByteString.CopyFrom(2) },
    };
}
