using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedOnco.Agent.Tests;

/// <summary>Chromium with one page and a keyboard, over the DevTools protocol.</summary>
internal sealed class KeyboardBrowser : IAsyncDisposable
{
    private readonly Process _chromium;
    private readonly ClientWebSocket _page = new();
    private readonly Queue<string> _events = new();
    private int _last;

    private KeyboardBrowser(Process chromium) => _chromium = chromium;

    /// <param name="folder">An empty folder for its profile.</param>
    public static async Task<KeyboardBrowser> StartAsync(string folder)
    {
        var start = new ProcessStartInfo("chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var browser = new KeyboardBrowser(Process.Start(start)!); // Starting a process by its file name returns it.
        try
        {
            await browser.ConnectAsync();
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }

        return browser;
    }

    /// <summary>Opens an address; returns when its page is loaded.</summary>
    public async Task GoAsync(string address)
    {
        _events.Clear();
        await CallAsync("Page.navigate", new() { ["url"] = address });
        await LoadedAsync();
    }

    /// <summary>The page that the last key or address led to is loaded.</summary>
    public async Task LoadedAsync()
    {
        while (!_events.Contains("Page.loadEventFired")) Take(await ReadAsync());
    }

    public async Task TabAsync() => await PressAsync("Tab", 9, null);

    public async Task EnterAsync() => await PressAsync("Enter", 13, "\r");

    /// <summary>The value of an expression on the page.</summary>
    public async Task<string> ValueAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = $"String({expression})", ["returnByValue"] = true });
        return answer["result"]!["value"]!.GetValue<string>(); // String() of anything is a value.
    }

    /// <summary>Role and name of every control, as a screen reader is told.</summary>
    public async Task<IReadOnlyList<(string Role, string Name)>> ControlsAsync()
    {
        var tree = await CallAsync("Accessibility.getFullAXTree", []);
        return [.. tree["nodes"]!.AsArray() // The protocol promises both.
            .Select(n => (Role: n!["role"]?["value"]?.ToString() ?? "", Name: n["name"]?["value"]?.ToString() ?? ""))
            .Where(n => n.Role is "link" or "button" or "textbox" or "combobox" or "checkbox" or "radio")];
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        if (!_chromium.HasExited) _chromium.Kill(entireProcessTree: true);
        await _chromium.WaitForExitAsync(CancellationToken.None);
        _chromium.Dispose();
    }

    /// <summary>Chromium names its own address on standard error; the page is the one that it started with.</summary>
    private async Task ConnectAsync()
    {
        const string Marker = "DevTools listening on ws://";
        var line = "";
        while (!line.StartsWith(Marker, StringComparison.Ordinal)) line = await _chromium.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("Chromium ended before it listened.");
        _ = Task.WhenAll(_chromium.StandardError.ReadToEndAsync(CancellationToken.None), _chromium.StandardOutput.ReadToEndAsync(CancellationToken.None));
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync($"http://{line[Marker.Length..].Split('/')[0]}/json/list", TestContext.Current.CancellationToken))!.AsArray();
        await _page.ConnectAsync(new Uri(pages.First(p => p!["type"]!.ToString() == "page")!["webSocketDebuggerUrl"]!.ToString()), TestContext.Current.CancellationToken);
        await CallAsync("Page.enable", []);
    }

    private async Task PressAsync(string key, int code, string? text)
    {
        _events.Clear();
        var down = new JsonObject { ["type"] = text is null ? "rawKeyDown" : "keyDown", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
        if (text is not null) down["text"] = text;
        await CallAsync("Input.dispatchKeyEvent", down);
        await CallAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
    }

    private async Task<JsonObject> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_last;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _page.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        while (true)
        {
            var message = await ReadAsync();
            if (message["id"]?.GetValue<int>() != id) Take(message);
            else return message["result"] as JsonObject ?? throw new InvalidOperationException(message.ToJsonString());
        }
    }

    private void Take(JsonObject message)
    {
        if (message["method"] is { } method) _events.Enqueue(method.ToString());
    }

    private async Task<JsonObject> ReadAsync()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await _page.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(whole.ToArray())!.AsObject();
        }
    }
}
