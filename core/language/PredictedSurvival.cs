using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>predict(coxph(..), newdata =, type = "survival") needs the baseline hazard, so a sum of its own: basehaz(coxph(..), newdata =).</summary>
internal static class PredictedSurvival
{
    public static void Rewrite(Expression root)
    {
        if (root.Application is not { Function: "predict" } call || call.Arguments.Count == 0 || call.Arguments[0].Value.Application is not { Function: "coxph" }) return;
        if (call.Arguments.FirstOrDefault(a => a.Name == "type") is not { Value.Text: "survival" } type) return;
        call.Function = "basehaz";
        call.Arguments.Remove(type);
    }
}
