using System.Net;
using Microsoft.AspNetCore.Http;

namespace FedOnco.Agent.LocalConsole;

/// <summary>The frame of every page. No script, no image, no font: nothing from elsewhere.</summary>
internal static class Page
{
    private static readonly (string Path, string Name)[] Places = [("/", "Approvals"), ("/runs", "Runs"), ("/policy", "Policy"), ("/log", "Log")];

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <param name="context">Request that is answered.</param>
    /// <param name="title">Plain text.</param>
    /// <param name="content">HTML.</param>
    /// <param name="navigation">Whether there is a way to the other pages.</param>
    public static Task WriteAsync(HttpContext context, string title, string content, bool navigation = true)
    {
        var site = context.RequestServices.GetService(typeof(AgentHome)) is AgentHome home ? home.Settings.Site : "";
        var path = context.Request.Path.Value ?? "/";
        var links = string.Concat(Places.Select(p => $"<li><a href=\"{p.Path}\"{(p.Path == path || (p.Path == "/" && path.StartsWith("/approvals/", StringComparison.Ordinal)) ? " aria-current=\"page\"" : "")}>{p.Name}</a></li>"));
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(title)} - {Text(site)}</title><link rel="stylesheet" href="/style.css"></head>
            <body>
            <a class="skip" href="#content">To the content</a>
            <header><p class="site">FedOnco agent of <strong>{Text(site)}</strong></p>{(navigation ? $"<nav aria-label=\"Pages\"><ul>{links}</ul></nav>" : "")}</header>
            <main id="content"><h1>{Text(title)}</h1>
            {content}
            </main>
            </body></html>

            """, context.RequestAborted);
    }
}
