using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Regression;

/// <summary>The site's part of <see cref="MomentsStep"/>.</summary>
internal static class MomentsSite
{
    public static Tally Sum(MomentsStep step, SiteRun run)
    {
        var model = SiteModel.Of(step.Frame, step.Question, run);
        var tally = new Tally(step.Layout);
        var columns = tally.Block("columns");
        double used = 0, weight = 0, logWeight = 0, response = 0;
        for (var i = 0; i < model.Rows; i++)
        {
            var w = model.Weights?[i] ?? 1;
            if (w == 0) continue;
            used++;
            weight += w;
            if (model.Weights is not null) logWeight += StableMath.Log(w);
            response += w * step.Scaling.Scale(model.Response[i], step.Net ? model.Offset?[i] ?? 0 : 0);
        }

        for (var j = 0; j < columns.Length; j++)
        {
            var column = model.Design.Columns[j];
            var sum = 0.0;
            for (var i = 0; i < column.Length; i++) sum += (model.Weights?[i] ?? 1) * column[i];
            columns[j] = sum;
        }

        tally.Block("used")[0] = used;
        tally.Block("weight")[0] = weight;
        tally.Block("log weight")[0] = logWeight;
        tally.Block("response")[0] = response;
        return tally;
    }
}
