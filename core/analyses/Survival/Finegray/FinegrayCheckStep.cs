using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Finegray;

/// <summary>With delayed entry, before the fit: rows of a patient that do not follow one another, and with strata(site) centres whose own weights have no value.</summary>
internal sealed record FinegrayCheckStep : Step
{
    public FinegrayCheckStep(FinegrayModel model)
    {
        Model = model;
        Layout = new LayoutBuilder().Counts("conflicts", 1, model.Cox.Frame.Complete).Counts("undefined", 1, 1).Build();
    }

    public FinegrayModel Model { get; }

    public override string Name => "finegray-check";

    public override Protos.TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => writer.Integer(Model.Cox.Question.BySite ? 1 : 0);

    public Tally Sum(SiteRun run)
    {
        var tally = new Tally(Layout);
        var conflicts = Model.Rows(run).Patients.Conflicts;
        tally.Block("conflicts")[0] = conflicts;
        if (conflicts == 0 && Model.Cox.Question.BySite && Model.OwnTimes(run).IsUndefined) tally.Block("undefined")[0] = 1;
        return tally;
    }
}
