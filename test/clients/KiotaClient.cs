using Kiota;
using Kiota.Models;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

static class KiotaClient
{
    public static async Task Run(string token)
    {
        var authentication = new BaseBearerTokenAuthenticationProvider(new SecretToken(token));
        var client = new ScimClient(new HttpClientRequestAdapter(authentication));
        var users = client.Scim["demo"].Users;

        var created = await users.PostAsync(new User
        {
            Schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"],
            ExternalId = "kiota",
            UserName = "kiota@example.com",
            DisplayName = "Jane Doe",
            Emails = [new User_emails { Type = "work", Value = "kiota@example.com", Primary = true }],
            UrnIetfParamsScimSchemasExtensionEnterprise20User = new EnterpriseUser { Department = "Finance" },
            UrnIetfParamsScimSchemasExtensionUniFLOWOnline20User = new UniFLOWOnlineUser { CardNumber = "00123", Pin = "0042" },
        });
        var id = created?.Id ?? throw new InvalidOperationException("Kiota: the new user has no id.");
        Check.Equal(true, created.Active, "Kiota: active");

        var found = await users.GetAsync(request => request.QueryParameters.Filter = "userName eq \"kiota@example.com\"");
        Check.Equal(id, found?.Resources?.Single().Id, "Kiota: the user found");

        var read = await users[id].GetAsync() ?? throw new InvalidOperationException("Kiota: no user.");
        Check.Equal("kiota@example.com", read.Emails?.Single().Value, "Kiota: the e-mail address");
        Check.Equal("00123", read.UrnIetfParamsScimSchemasExtensionUniFLOWOnline20User?.CardNumber, "Kiota: the card");
        read.DisplayName = "Jane Roe";
        read.Active = false;
        var replaced = await users[id].PutAsync(read);
        Check.Equal("Jane Roe", replaced?.DisplayName, "Kiota: displayName");
        Check.Equal("Finance", replaced?.UrnIetfParamsScimSchemasExtensionEnterprise20User?.Department, "Kiota: department");
        Check.Equal(false, replaced?.Active, "Kiota: active");

        await users[id].DeleteAsync();
        try
        {
            await users[id].GetAsync();
            throw new InvalidOperationException("Kiota: the deleted user can be read.");
        }
        catch (Error error)
        {
            Check.Equal("404", error.Status, "Kiota: the status of the error");
            Check.Equal(error.Detail, error.Message, "Kiota: the message of the error");
        }
        Console.WriteLine("Kiota: created, found, read, replaced and deleted a user.");
    }

    sealed class SecretToken(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri, Dictionary<string, object>? context = null, CancellationToken cancellation = default) =>
            Task.FromResult(token);
    }
}
